"""Pages about people and at the door, in one blueprint."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
