"""The fields that forms are made of; each prints itself through templates/components/fields.html."""

from forms.fields.addresses import Address
from forms.fields.choices import Checkboxes, Choice, Option, Radios, Select
from forms.fields.dates import Date, read_date
from forms.fields.field import Field, Hidden
from forms.fields.maps import Map
from forms.fields.text import Email, LongText, Password, Telephone, Text
from forms.fields.texts import Texts
from forms.fields.times import Time

__all__ = [
    "Address",
    "Checkboxes",
    "Choice",
    "Date",
    "Email",
    "Field",
    "Hidden",
    "LongText",
    "Map",
    "Option",
    "Password",
    "Radios",
    "Select",
    "Telephone",
    "Text",
    "Texts",
    "Time",
    "read_date",
]
