"""Sign-in by django-allauth: e-mail and password, mailed codes, passkeys, and the providers whose keys are set."""

SIGN_IN_FORM_ACTIONS: list[str] = []
