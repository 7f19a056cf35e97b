"""How Okta reaches the target: addresses, tokens, what is switched on."""
