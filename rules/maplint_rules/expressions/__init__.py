"""The Okta Expression Language."""
