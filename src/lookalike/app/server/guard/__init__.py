"""What stands between the network and the application, as plain ASGI middlewares."""
