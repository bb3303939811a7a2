"""The warehouse as Python reads and writes it, whichever engine it stands on."""

from python_helpers.warehouse.read import (
    Warehouse,
    open_warehouse,
    require_loaded,
    schema,
    table_exists,
)

__all__ = ["Warehouse", "open_warehouse", "require_loaded", "schema", "table_exists"]
