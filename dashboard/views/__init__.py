"""Pure views of a release: (Release, choices) → map, table, chart or bytes; no Streamlit, no arithmetic on counts."""
