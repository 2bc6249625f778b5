"""Pure views of a release: (Release, choices) → map, table, chart or bytes. No Streamlit here, and no arithmetic on counts."""
