"""Who acts: users, their agencies, and the roles they hold between two dates."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from fund import clock, references
from fund.roles import AGENCY_ROLES, CAPABILITIES, POWERFUL, Can, Role, capabilities


class Region(models.Model):
    """A part of the state, coarse by design: the smallest place that a report may name."""

    name = models.CharField(max_length=60, unique=True)
    counties = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A partner organisation whose advocates file requests.

    `phone` and `email` are its office's. `first_sent_at` is when it sent its first request.
    """

    name = models.CharField(max_length=120, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="agencies")
    is_active = models.BooleanField(default=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, on: date) -> "AgreementQuerySet":
        """Agreements that hold on that day (the last day included)."""
        return self.filter(signed_on__lte=on, ends_on__gte=on)


class Agreement(models.Model):
    """What an agency signed with the fund, from one day to another; a longer one is a new row.

    `paper` names the signed sheet in the coalition's own files. `told_at` is when the people
    concerned heard that it ends soon.
    """

    reference = models.CharField(
        max_length=12, unique=True, editable=False, default=references.agreement_reference
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements")
    paper = models.CharField(max_length=60)
    signed_on = models.DateField()
    ends_on = models.DateField()
    noted_by = models.ForeignKey("User", on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-ends_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_ends_after_it_is_signed", condition=Q(ends_on__gte=F("signed_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """A user who may sign in; without a password, only after an invitation was accepted."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def who_can(self, wanted: Can) -> "models.QuerySet[User]":
        """The active people who hold this capability today."""
        roles = [role.value for role, held in CAPABILITIES.items() if wanted in held]
        grants = RoleGrant.objects.in_force(clock.today()).filter(role__in=roles)
        return self.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who works with the fund. Survivors have no account, ever."""

    reference = models.CharField(
        max_length=12, unique=True, editable=False, default=references.person_reference
    )
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    supervisor = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="supervised"
    )
    created_at = models.DateTimeField(default=clock.now)
    language = models.CharField(
        max_length=5, blank=True, default="", help_text="Empty follows the browser"
    )
    session_round = models.PositiveIntegerField(
        default=0, help_text="One more ends every session of this person"
    )
    trained_on = models.DateField(null=True, blank=True)
    training_noted_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django ends a session whose hash is no longer this one: password or round has changed."""
        value = f"{self.password}/{self.session_round}"
        salted = salted_hmac("fund.session", value, secret=secret, algorithm="sha256")
        return str(salted.hexdigest())

    @cached_property
    def current_grants(self) -> list["RoleGrant"]:
        """The grants in force today; one query a request."""
        return list(self.role_grants.in_force(clock.today()).select_related("agency", "donor"))

    @property
    def roles(self) -> set[Role]:
        return {Role(grant.role) for grant in self.current_grants}

    @cached_property
    def capabilities(self) -> frozenset[Can]:
        return capabilities(self.roles) if self.is_active else frozenset()

    def can(self, *wanted: Can) -> bool:
        """Whether any one of the wanted capabilities is held today."""
        return any(capability in self.capabilities for capability in wanted)

    @property
    def agencies_served(self) -> frozenset[int]:
        """The agencies whose requests this person files and sees today."""
        served = (grant for grant in self.current_grants if grant.role in AGENCY_ROLES)
        return frozenset(grant.agency_id for grant in served if grant.agency_id is not None)

    @property
    def agencies_led(self) -> frozenset[int]:
        """The agencies whose caseload and figures this person looks after today."""
        led = (grant for grant in self.current_grants if grant.role == Role.AGENCY_SUPERVISOR)
        return frozenset(grant.agency_id for grant in led if grant.agency_id is not None)

    @property
    def agency_ids(self) -> frozenset[int]:
        """The agencies that this person works for today: where a conflict of interest may lie."""
        return frozenset(g.agency_id for g in self.current_grants if g.agency_id is not None)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, on: date) -> "RoleGrantQuerySet":
        """Confirmed grants that hold on that day (the last day included)."""
        ends = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        return self.filter(ends, starts_on__lte=on, confirmed_at__isnull=False)

    def waiting(self, on: date) -> "RoleGrantQuerySet":
        """Grants that a second person has to confirm, and that have a day left."""
        ends = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        return self.filter(ends, confirmed_at__isnull=True, refused_at__isnull=True)


class RoleGrant(models.Model):
    """A role that a person holds from one date to another; never deleted, only ended.

    Every role but the donor's may carry the agency that the person works for: conflicts of
    interest are derived from it. A powerful role that somebody gave holds from the moment a second
    person confirms it; without `granted_by`, whoever operates the fund has set it up.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in Role])
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="role_grants"
    )
    donor = models.ForeignKey(
        "fund.Donor", on_delete=models.PROTECT, null=True, blank=True, related_name="role_grants"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    refused_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agency_role_has_agency",
                condition=~Q(role__in=sorted(AGENCY_ROLES, reverse=True)) | Q(agency__isnull=False),
            ),
            models.CheckConstraint(
                name="donor_role_has_donor",
                condition=~Q(role=Role.DONOR.value) | Q(donor__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="powerful_grant_has_two_people",
                condition=~Q(role__in=sorted(POWERFUL))
                | Q(granted_by__isnull=True)
                | Q(confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_is_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (
                    ~Q(confirmed_by=F("granted_by"))
                    & ~Q(confirmed_by=F("user"))
                    & Q(confirmed_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="refused_grant_was_never_confirmed",
                condition=Q(refused_at__isnull=True, refused_by__isnull=True)
                | Q(refused_at__isnull=False, refused_by__isnull=False, confirmed_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "role"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"

    def get_role_display(self) -> str:  # type: ignore[no-redef]
        """The role in the reader's language; Django's own would say it as the migration does."""
        return Role(self.role).label


class Invitation(models.Model):
    """An administrator's invitation: who was invited, by whom, and when it was accepted."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="invitation")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
