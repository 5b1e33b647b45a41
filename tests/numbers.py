"""Texts and the links that the numbers in them become: one table for the script and for the pages without."""

NUMBERS = {
    "emergency": ("Call 911.", ["tel:911"]),
    "two": ("Call or text 988, or 1-800-799-7233", ["tel:988", "tel:+18007997233"]),
    "local": ("(612) 555-0100 or 612.555.0101", ["tel:+16125550100", "tel:+16125550101"]),
    "country code": ("+1 612 555 0100", ["tel:+16125550100"]),
    "no spaces": ("警察：911，1-800-799-7233。", ["tel:911", "tel:+18007997233"]),
    "between letters of another script": ("请拨打911报警", ["tel:911"]),
    "text messages only": ("Text START to 88788 or HELP to 233733", ["sms:88788", "sms:233733"]),
    "not numbers to call": ("Policy 9-114 of 2025-07-18, form I-918, $911", []),
    "inside longer numbers": ("A 12345678911 and 911-22", []),
    "isolated": ("اتصل \u2068911\u2069 الآن", ["tel:911"]),
}
