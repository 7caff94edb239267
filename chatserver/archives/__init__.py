"""Is what somebody packed a mini-app that can be served? Nothing here is kept anywhere."""
