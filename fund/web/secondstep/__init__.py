"""The second step of sign-in: allauth.mfa in the product's words, its secrets sealed."""
