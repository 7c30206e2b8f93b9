package operation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSamePhrase_ForgivesCaseAndSpaces(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"delete 3": true, "  Delete   3\n": true, "DELETE\u00a03": true, "delete3": false, "delete 30": false, "delete": false, "": false,
	} {
		require.Equal(t, want, SamePhrase(typed, "delete 3"), "%q", typed)
	}
}

func TestRetryPlan_PhraseNamesOverwrittenVolume(t *testing.T) {
	t.Parallel()
	step := func(kind Kind, volume string) RetryStep {
		return RetryStep{Of: Operation{Kind: kind, VolumeName: volume}}
	}
	name := func(op Operation) string { return op.VolumeName }
	for want, plan := range map[string]RetryPlan{
		"":                    {Steps: []RetryStep{step(CreateVolume, "web")}},
		"overwrite web":       {Destroys: true, Steps: []RetryStep{step(StopServer, ""), step(RestoreVolume, "web")}},
		"overwrite 2 volumes": {Destroys: true, Steps: []RetryStep{step(RestoreVolume, "web"), step(RestoreVolume, "db")}},
		"try again":           {Destroys: true, Steps: []RetryStep{step(StopServer, "")}},
	} {
		require.Equal(t, want, plan.Phrase(name))
	}
}

func TestDeletionPhrase_ForManyOrTheLast(t *testing.T) {
	t.Parallel()
	require.Empty(t, DeletionPhrase(1, false))
	require.Equal(t, OnlyCopyPhrase, DeletionPhrase(1, true))
	require.Equal(t, "delete 2 snapshots", DeletionPhrase(2, true))
}

func TestSetPhrase_NamesMissingVolumes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "overwrite 1 volume", SetPhrase(1, nil))
	require.Equal(t, "overwrite without db", SetPhrase(2, []string{"db"}))
	require.Equal(t, "overwrite without 2 volumes", SetPhrase(2, []string{"db", "web"}))
}
