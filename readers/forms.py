"""The forms people sign in, sign up and name themselves with."""

from allauth.account.forms import AddEmailForm, LoginForm, SignupForm
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from readers import pen_names
from readers.models import User


class LogInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # its link to the reset would lose `next`; the page has a better one


class ChoosesPenName:
    """For sign-up forms: the username is called by its name and explained."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["username"]
        field.label, field.help_text = _("Pen-name"), pen_names.HELP
        field.widget.attrs |= {"autocomplete": "nickname", "placeholder": ""}


class SignUpForm(ChoosesPenName, SignupForm):
    """With a trap for robots: a field that people neither see nor reach, and whoever fills it is quietly dropped."""

    trap = settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # allauth hides its trap by an inline style, which our policy forbids, and gives it no label.
        self.fields[self.trap] = forms.CharField(
            required=False,
            label=_("Leave this empty"),
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )
        if "password1" in self.fields:
            self.fields["password1"].help_text = _("At least 10 characters. A few unrelated words are good.")


class ProviderSignUpForm(ChoosesPenName, SocialSignupForm):
    pass


class NewAddressForm(AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")


class PenNameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["username"]
        labels = {"username": _("Pen-name")}
        widgets = {"username": forms.TextInput(attrs={"autocomplete": "nickname"})}

    def clean_username(self) -> str:
        name = pen_names.normalise(self.cleaned_data["username"])
        pen_names.validate(name)
        if not self.instance.is_staff:
            pen_names.refuse_reserved(name)
        if User.objects.exclude(pk=self.instance.pk).filter(pen_name_key=pen_names.key(name)).exists():
            raise forms.ValidationError(_("Somebody already writes under this name. Choose another."), code="taken")
        return name
