"""Code that several test files share: clients, clocks, servers, and values of schemas."""
