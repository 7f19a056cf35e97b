"""Who is who: userName, e-mail addresses, sign-on."""
