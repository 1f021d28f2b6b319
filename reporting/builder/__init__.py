"""Tables that leaders put together themselves, over one documented view of dossiers."""
