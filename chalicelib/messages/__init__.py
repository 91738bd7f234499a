"""What people are written: the words of each notice, and how they become a message, a text message or a letter."""
