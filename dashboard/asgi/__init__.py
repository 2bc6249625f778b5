"""What stands between a visitor and Streamlit: who is let in, the page around the app, static files packed once."""
