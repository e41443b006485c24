"""The home page of each role, and the administrator's pages."""
