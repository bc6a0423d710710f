"""The invented employer: demo, fixture, benchmark input and documentation in one."""
