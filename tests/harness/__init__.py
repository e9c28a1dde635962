"""What the tests drive the house with: a browser, a mail server, a live server, screenshots."""
