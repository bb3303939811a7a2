"""Payment plans and orthodontic contracts."""
