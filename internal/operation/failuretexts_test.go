package operation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// refusedWith returns a failed operation that IONOS Cloud refused with the given messages.
func refusedWith(kind Kind, texts ...string) Operation {
	op := Operation{Kind: kind, State: Failed, VolumeName: "db-01-wal", SizeGB: 50, Params: CreateParams{Name: "x", LicenceType: "MAC"}, Failure: &Failure{Kind: "invalid", Text: "No snapshot was created."}}
	for _, text := range texts {
		op.Failure.Messages = append(op.Failure.Messages, inventory.APIMessage{Code: "100", Text: text})
	}
	return op
}

func TestExplain_KnownMessages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, message, code, happened, quote string
		kind                                 Kind
	}{
		{
			"quota with numbers", "[(root).properties.size] The HDD storage limit of the contract is exceeded: 51200 MB requested, 11264 MB of 9830400 MB available", CodeQuota,
			"The HDD quota is full: db-01-wal needs 50 GB, 11 GB are free.",
			"Size: The HDD storage limit of the contract is exceeded: 51200 MB requested, 11264 MB of 9830400 MB available", CreateSnapshot,
		},
		{
			"almost enough never looks like enough", "The SSD storage limit of the contract is exceeded: 51200 MB requested, 51199 MB of 9830400 MB available", CodeQuota,
			"The SSD quota is full: db-01-wal needs 50 GB, 49 GB are free.", "The SSD storage limit of the contract is exceeded: 51200 MB requested, 51199 MB of 9830400 MB available", CreateVolume,
		},
		{
			"thousands are grouped", "The HDD storage limit of the contract is exceeded: 3145728 MB requested, 1536000 MB of 9830400 MB available", CodeQuota,
			"The HDD quota is full: db-01-wal needs 3\u202f072 GB, 1\u202f500 GB are free.", "The HDD storage limit of the contract is exceeded: 3145728 MB requested, 1536000 MB of 9830400 MB available", CreateSnapshot,
		},
		{"quota in other words", "Quota for HDD exceeded", CodeQuota, "The HDD quota is full: db-01-wal needs 50 GB.", "Quota for HDD exceeded", CreateSnapshot},
		{"name", "[(root).properties.name] The value is not valid", CodeName, "IONOS Cloud does not accept the name “x”.", "Name: The value is not valid", CreateSnapshot},
		{"licence", "[(root).properties.licenceType] 'MAC' is not a valid licence type", CodeLicence, "IONOS Cloud does not accept the licence type MAC.", "Licence type: 'MAC' is not a valid licence type", CreateSnapshot},
		{"location", "[(root).properties.imageAlias] 'x' not found in location 'de/fra'", CodeLocation, "This is not possible in that location.", "Image alias: 'x' not found in location 'de/fra'", CreateVolume},
		{"in use", "[VDC-18-0] The snapshot is in use and cannot be deleted", CauseInUse, "A volume is being created from the snapshot, or restored with it.", "The snapshot is in use and cannot be deleted", DeleteSnapshot},
		{"unknown words", "[(root).properties.size] The size must be at least 1 GB", "invalid", "IONOS Cloud refused the values.", "Size: The size must be at least 1 GB", CreateVolume},
		{"a code alone", "[VDC-5-0]", "invalid", "IONOS Cloud refused the values.", "VDC-5-0", CreateSnapshot},
		{"a rate limit is no quota", "Request rate limit exceeded", "invalid", "IONOS Cloud refused the values.", "Request rate limit exceeded", CreateSnapshot},
	} {
		e := refusedWith(c.kind, c.message).Explain()
		require.Equal(t, Explanation{Code: c.code, Title: e.Title, Happened: c.happened, Did: "No snapshot was created.", Next: e.Next, Quote: c.quote}, e, c.name)
		require.NotEmpty(t, e.Next, c.name)
		require.NotEmpty(t, e.Title, c.name)
	}
}

func TestExplain_States(t *testing.T) {
	t.Parallel()
	op := refusedWith(CreateSnapshot)
	op.Failure.Kind, op.State = "server", Waiting
	require.Equal(t, "No action needed now.", op.Explain().Next)
	op.State, op.Failure.Text = Unknown, ""
	require.NotEmpty(t, op.Explain().Did)
	op.State, op.Failure = Cancelled, &Failure{Kind: CauseUnreadable, Text: "IONOS Cloud could not be asked."}
	require.Equal(t, codeUnchecked, op.FailureCode())
	require.Equal(t, "IONOS Cloud could not be asked.", op.Explain().Happened, "the cause comes first")
	op.Failure = nil
	require.Equal(t, Explanation{}, op.Explain())
}

func TestExplanations_Complete(t *testing.T) {
	t.Parallel()
	codes := append(FailureKinds(), FailedRequest, OrphanSnapshot, LostOutcome, MissingAfterDone, NotApplied, Conflict, Impossible, NotStarted, codeUnchecked)
	for _, code := range append(codes, Causes()...) {
		e := ExplainCode(code)
		require.Equal(t, code, e.Code)
		require.NotEmpty(t, e.Title, code)
		require.NotEmpty(t, e.Happened, code)
		require.NotEmpty(t, e.Next, code)
	}
	require.Equal(t, CodeInternal, ExplainCode("never heard of").Code)
}

// The title is all that a badge shows, so it must tell the causes of one kind apart.
func TestExplanations_TitlesDifferWithinAKind(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		seen := map[string]string{}
		for _, cause := range Causes() {
			op := Operation{Kind: kind, State: Cancelled, Failure: &Failure{Kind: cause}}
			title := op.Explain().Title
			require.NotEmpty(t, title, "%s: %s", kind, cause)
			require.Empty(t, seen[title], "%s: %s reads like %s", kind, cause, seen[title])
			require.False(t, kind.Destroys() && cause == CauseInUse && title == ExplainCode(cause).Title, "%s: by what it is in use", kind)
			seen[title] = cause
		}
	}
}

func TestFieldLabel_ReadsCamelCase(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{"availabilityZone": "Availability zone", "secAuthProtection": "Two-factor protection", "name": "Name", "": ""} {
		require.Equal(t, want, FieldLabel(field))
	}
}
