"""The stages joined: offline (index a collection) and online (answer a query)."""
