"""What OpenDental's tables look like: the declared part that this project copies."""

from python_helpers.opendental.catalog import CATALOG, RAW_SCHEMA, Table

__all__ = ["CATALOG", "RAW_SCHEMA", "Table"]
