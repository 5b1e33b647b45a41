"""The closed vocabularies of the policybook: every code that a file may use.

Each code has one sentence in the catalogs, found by ``response_key``. A nuance that fits no code gets a
new code here and a sentence there, or stays in a ``note`` for staff: it is never written as prose.
"""

from typing import Any, Dict, FrozenSet, Mapping, Optional, Tuple

# fmt: off
STATES: FrozenSet[str] = frozenset((
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC",
    "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY",
))
# fmt: on
AGENCY_KINDS: Tuple[str, ...] = ("police", "sheriff", "state")
PLACE_KINDS: Tuple[str, ...] = ("city", "county", "state")

POLICY_KINDS: Tuple[str, ...] = (
    "department-policy",
    "directive",
    "bulletin",
    "ordinance",
    "executive-order",
    "resolution",
    "state-law",
    "court-ruling",
    "legal-opinion",
    "ice-agreement",
    "service-page",
    "public-statement",
    "report-finding",
)
# superseded: a later version or policy took its place. statement-only: said by a leader, in no written rule
# that was read. unknown: nothing recent says that it still holds. blocked: stopped by a court.
# withdrawn: ended, with nothing in its place.
STATUSES: Tuple[str, ...] = ("in-force", "statement-only", "unknown", "blocked", "superseded", "withdrawn")
CONFIDENCES: Tuple[str, ...] = ("high", "medium", "low")
DOUBTS: Tuple[str, ...] = ("review_date_passed", "status_unknown", "blocked", "low_confidence")

# Fields with one value each.
# victims, public, arrested: may officers ask these people about immigration status?
# stops: may officers stop a person only to check status? documents: may they ask for papers that prove it?
# ice_contact: do they contact or help ICE? detainers: do they hold people because ICE asks?
# agreement_287g: the formal agreement with ICE under section 287(g), or why there is none.
VALUES: Mapping[str, Tuple[str, ...]] = {
    "victims": ("no", "may", "yes"),
    "public": ("no", "may", "yes"),
    "arrested": ("no", "may", "yes"),
    "stops": ("no", "may", "yes"),
    "documents": ("no", "may", "yes"),
    "ice_contact": ("no", "limited", "yes"),
    "detainers": ("no", "limited", "yes"),
    "agreement_287g": (
        "jail-enforcement",
        "warrant-service",
        "task-force",
        "active",
        "ended",
        "declined",
        "not-listed",
        "banned",
        "conditions",
        "county-board",
        "state-agencies-ended",
        "required",
    ),
}

# The three models of agreement on ICE's own list; each is a value of ``agreement_287g`` too.
AGREEMENT_MODELS: Tuple[str, ...] = ("task-force", "jail-enforcement", "warrant-service")

# A code in this list says that the agency itself has an agreement; the others say that it has none.
_HAS_AGREEMENT = frozenset({*AGREEMENT_MODELS, "active"})
_HAS_NO_AGREEMENT = frozenset({"ended", "declined", "not-listed"})

# When a person may be held because ICE asks. Each condition is enough on its own; where several must be
# met together they are one code.
DETAINER_CONDITIONS: Tuple[str, ...] = (
    "judicial_warrant",
    "judge_probable_cause_or_arrest_warrant",
    "criminal_warrant",
    "judicial_warrant_and_serious_conviction_or_terror_list",
    "judicial_warrant_and_violent_felony",
    "serious_felony_conviction",
    "dangerous_crime_conviction",
    "felony_conviction",
    "sex_offense_registry",
    "five_year_sentence",
    "terror_list",
    "cases_listed_in_law",
    "felony_charge_two_hours",
    "until_11_am",
    "state_law_requires",
    "up_to_48_hours",
    "state_law_requires_if_safe",
    "serious_charge_or_past_conviction",
    "serious_violent_cases",
    "no_judge_needed",
    "warrant_or_crime_seen",
    "federal_charge_warrant_or_order",
)

# What a rule leaves open, with the fields that it qualifies: an answer about one field shows these.
EXCEPTIONS: Mapping[str, Tuple[str, ...]] = {
    "criminal_investigation": ("public", "arrested"),
    "status_part_of_crime": ("victims", "public", "arrested"),
    "state_crime": ("stops",),
    "law_requires": ("victims", "public", "arrested", "stops", "ice_contact", "detainers"),
    "only_for_immigration_enforcement": ("victims", "public", "arrested"),
    "needed_to_investigate": ("victims",),
    "to_tell_about_visas": ("victims",),
    "separate_crime": ("victims",),
    "state_law_some_victim_questions": ("victims",),
    "parent_accused_of_crime_against_child": ("victims",),
    "extortion_and_gun_laws": ("victims",),
    "callers_only": ("victims", "public"),
    "not_routinely": ("public", "documents"),
    "suspicion_during_contact": ("public",),
    "when_lawfully_held": ("public", "arrested"),
    "must_check_on_suspicion_after_stop": ("public", "arrested"),
    "check_not_practical": ("public", "arrested"),
    "sources_disagree_on_public": ("public",),
    "checked_before_release": ("arrested",),
    "checked_after_arrest": ("arrested",),
    "jail_staff_only": ("arrested",),
    "judge_warrant": ("ice_contact",),
    "criminal_case_help": ("ice_contact",),
    "may_not_block_agents": ("ice_contact",),
    "criminal_warrant_help": ("ice_contact",),
    "help_on_request": ("ice_contact",),
    "emergency_help": ("ice_contact",),
    "keep_the_peace": ("ice_contact",),
    "serious_crime_information": ("ice_contact",),
    "serious_conviction_notice": ("ice_contact", "detainers"),
    "felony_exceptions": ("ice_contact",),
    "terror_gang_violent_felony_cases": ("ice_contact",),
    "check_if_civil_only": ("ice_contact",),
    "older_exceptions_for_arrested": ("ice_contact",),
    "other_contact_allowed": ("ice_contact",),
    "status_information_law": ("ice_contact",),
    "state_agencies_only": ("ice_contact", "agreement_287g"),
    "outside_custody": ("ice_contact",),
    "misdemeanor_no_notice": ("ice_contact",),
    "written_agreement_needed": ("ice_contact", "agreement_287g"),
    "bill_not_confirmed": ("ice_contact", "agreement_287g"),
    "depends_on_charge": ("arrested",),
    "victims_and_witnesses_excepted": ("ice_contact", "detainers"),
    "papers_for_criminal_case": ("documents",),
    "safety_or_other_crime": ("ice_contact", "stops"),
    "friendly_contact_only": ("public",),
    "listed_crimes_notice": ("ice_contact", "detainers"),
    "serious_crime_help": ("ice_contact",),
    "asking_for_benefits": ("victims", "public", "arrested"),
    "city_services_only": ("victims", "public"),
    "cannot_stop_sharing": ("ice_contact",),
    "serious_crime_status_check": ("public", "arrested", "documents"),
    "judge_warrant_and_serious_case": ("ice_contact",),
}

# What else a document says, favourable or not, with the fields it belongs to.
DETAILS: Mapping[str, Tuple[str, ...]] = {
    "no_arrest_for_status": ("stops",),
    "no_arrest_on_ice_warrant": ("stops", "ice_contact"),
    "court_order_on_stops": ("stops",),
    "no_longer_stop": ("stops",),
    "stop_time_limit": ("stops", "ice_contact"),
    "looks_not_a_reason": ("stops",),
    "race_not_a_reason": ("stops",),
    "no_status_searches": ("ice_contact",),
    "schools": ("public", "ice_contact"),
    "supervisor_agrees": ("ice_contact",),
    "commander_agrees": ("ice_contact", "detainers"),
    "ice_warrant_call": ("ice_contact",),
    "deportation_order_call": ("ice_contact",),
    "border_patrol_called": ("ice_contact",),
    "sergeant_and_30_minutes": ("ice_contact", "stops"),
    "contacts_are_reported": ("ice_contact", "public"),
    "shares_and_transports": ("ice_contact",),
    "jail_may_tell_ice": ("ice_contact", "arrested"),
    "ice_screens_in_jail": ("ice_contact", "arrested"),
    "felony_release_told": ("ice_contact",),
    "left_data_program": ("ice_contact",),
    "left_border_patrol_program": ("ice_contact",),
    "no_city_resources": ("ice_contact",),
    "city_property_permission": ("ice_contact",),
    "city_property_warrant": ("ice_contact",),
    "federal_help_made_public": ("ice_contact",),
    "no_ice_access_in_custody": ("ice_contact", "detainers"),
    "custody_questions_need_judge": ("ice_contact", "detainers"),
    "release_dates_need_judge": ("ice_contact", "detainers"),
    "release_told_if_asked": ("ice_contact", "detainers", "arrested"),
    "no_data_sharing": ("ice_contact",),
    "data_needs_warrant": ("ice_contact",),
    "transfer_needs_court_order": ("detainers",),
    "no_delay_of_release": ("detainers",),
    "no_local_ban_on_asking": ("public", "arrested", "ice_contact"),
    "report_without_status": ("victims", "public"),
    "yearly_report": ("ice_contact",),
    "people_can_sue": ("detainers",),
    "no_state_rule_found": ("public", "ice_contact", "detainers"),
    "bills_pending": ("ice_contact",),
    "sheriffs_differ": ("ice_contact", "detainers"),
    "booking_can_start_case": ("arrested", "ice_contact"),
    "not_a_binding_law": ("detainers", "agreement_287g"),
    "liaison_officer": ("language",),
    "no_local_limits": ("ice_contact", "detainers"),
    "must_work_with_ice": ("ice_contact",),
    "must_tell_ice": ("ice_contact", "arrested"),
    "release_must_be_told": ("ice_contact", "detainers", "arrested"),
    "state_immigration_crime": ("stops", "arrested"),
    "status_in_crime_data": ("ice_contact", "arrested", "public"),
    "jail_notice_may_refuse": ("arrested",),
    "no_immigration_enforcement": ("ice_contact", "public", "stops"),
    "victims_may_ask_help": ("victims", "public", "arrested", "ice_contact"),
    "people_turned_over": ("ice_contact",),
    "release_dates_online": ("ice_contact", "detainers", "arrested"),
    "releases_not_told": ("ice_contact", "detainers"),
    "attorney_general_objects": ("public", "ice_contact", "detainers"),
    "record_check_first": ("arrested", "ice_contact"),
    "moved_to_federal_custody": ("detainers", "ice_contact"),
    "contact_reported": ("victims", "public", "arrested", "stops", "ice_contact"),
    "arrest_data_ice_can_see": ("arrested", "ice_contact"),
    "sued_for_holding": ("detainers", "ice_contact"),
    "federal_lawsuit": ("public", "ice_contact"),
    "help_verify_agents": ("ice_contact",),
    "helps_if_ice_asks": ("ice_contact",),
    "supervisor_must_agree": ("ice_contact",),
    "may_share_status": ("ice_contact",),
    "told_to_call_on_ice_warrant": ("ice_contact",),
    "no_unreasonable_wait": ("stops", "ice_contact"),
    "task_force_arrests": ("ice_contact",),
    "jail_does_not_call": ("ice_contact", "arrested"),
    "transfer_needs_arrest_warrant": ("detainers", "ice_contact"),
    "jail_must_tell_charged": ("ice_contact", "arrested"),
    "no_plate_data": ("ice_contact",),
    "sheriff_objects": ("ice_contact",),
}

LANGUAGE: Tuple[str, ...] = (
    "free_interpreter",
    "say_or_point",
    "bilingual_officers",
    "phone_interpreter",
    "no_family",
    "must_offer",
    "officer_steps",
    "plan_and_coordinator",
    "sign_posted",
    "complain_any_hour",
)

# Fields that hold a list of codes.
LISTS: Mapping[str, Tuple[str, ...]] = {
    "detainer_conditions": DETAINER_CONDITIONS,
    "exceptions": tuple(EXCEPTIONS),
    "details": tuple(DETAILS),
    "language": LANGUAGE,
}

U_VISA_SIGNS: Tuple[str, ...] = ("yes", "no")
U_VISA_DAYS: Tuple[str, ...] = ("calendar", "business")
U_VISA_EMAIL_USES: Tuple[str, ...] = ("find_division", "removal_proceedings", "requests")
U_VISA_STEPS: Tuple[str, ...] = (
    "ask_division_of_case",
    "report_number_helps",
    "letter",
    "letter_by_mail",
    "letter_any_language",
    "ask_office_of_case",
    "prosecutor_if_charged",
    "officers_tell_victims",
    "must_tell_victims",
    "officers_do_not_decide",
    "only_uscis_decides",
    "presumed_helpful",
    "refusal_can_be_appealed",
    "refusal_in_writing",
    "no_age_limit_of_crime",
    "no_charge_needed",
    "official_named",
    "deadline_set",
    "information_protected",
    "older_longer_deadline",
    "t_visa_too",
    "make_appointment",
)

FIELDS: Tuple[str, ...] = (*VALUES, *LISTS, "u_visa", "agreements_listed")
# What a source may stand for: a fact, the document itself, its date, its status, or the story around it.
SUPPORTS: Tuple[str, ...] = (*FIELDS, "document", "date", "status", "background")


def comparable(field: str, value: str) -> Optional[str]:
    """A value for comparing documents; None when it can stand beside any other.

    Two documents that both say "no agreement" in different words agree, and a rule of a state about
    agreements says nothing about who has one.
    """
    if field == "agreement_287g":
        if value in _HAS_AGREEMENT:
            return "has"
        return "has-not" if value in _HAS_NO_AGREEMENT else None
    return value


def codes_about(field: str, facts: Mapping[str, Any]) -> Dict[str, Tuple[str, ...]]:
    """The exceptions and details of a version that belong to one of its fields.

    Returns:
        ``exceptions`` and ``details``, each with the codes in the order of the file.
    """
    return {
        "exceptions": tuple(code for code in facts.get("exceptions", ()) if field in EXCEPTIONS[code]),
        "details": tuple(code for code in facts.get("details", ()) if field in DETAILS[code]),
    }


_SINGULAR = {"detainer_conditions": "detainer_condition", "exceptions": "exception", "details": "detail"}


def response_key(field: str, code: str) -> str:
    """The key of the one sentence for a code: ``utter_policy_detainer_condition_judicial_warrant``."""
    return f"utter_policy_{_SINGULAR.get(field, field)}_{code}".replace("-", "_")


def response_keys() -> Tuple[str, ...]:
    """Every key for which the catalogs must hold a sentence."""
    keys = [response_key(field, code) for field, codes in {**VALUES, **LISTS}.items() for code in codes]
    keys += [response_key("u_visa_signs", code) for code in U_VISA_SIGNS]
    keys += [response_key("u_visa_email", code) for code in U_VISA_EMAIL_USES]
    keys += [response_key("u_visa_step", code) for code in U_VISA_STEPS]
    keys += [response_key("u_visa", code) for code in ("unit", "phone", "deadline", "deadline_in_removal")]
    keys += [response_key("u_visa", "deadline_business"), response_key("agreements_listed", "count")]
    keys += [response_key("kind", code) for code in POLICY_KINDS]
    keys += [response_key("status", code) for code in STATUSES]
    keys += [response_key("doubt", code) for code in DOUBTS]
    keys.append("utter_policy_derived")
    return tuple(keys)
