"""How crispy lays out every form of the house."""

from crispy_forms.helper import FormHelper


class HouseHelper(FormHelper):
    """The page writes the <form>, its token and its button; crispy writes the fields."""

    form_tag = False
    disable_csrf = True
