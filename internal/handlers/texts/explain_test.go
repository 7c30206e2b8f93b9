package texts

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Only the newest unknown outcome is shown: a user resolves one after the other.
func TestUnresolvedPills_NewestUnknown(t *testing.T) {
	t.Parallel()
	require.Empty(t, UnresolvedPills(nil))
	require.Empty(t, UnresolvedPills([]operation.Operation{op("a", operation.CreateSnapshot, operation.Failed), op("b", operation.CreateSnapshot, operation.Done)}))
	pills := UnresolvedPills([]operation.Operation{op("a", operation.CreateVolume, operation.Done), op("b", operation.CreateVolume, operation.Unknown), op("c", operation.RestoreVolume, operation.Unknown)})
	require.Len(t, pills, 1)
	require.Contains(t, pills[0].Title, "disk-b")
	require.Equal(t, []string{"warn", "question"}, []string{pills[0].Tone, pills[0].Icon})
}

// Only a full quota can be mended by the user, and both ways lead to a place where that is done.
func TestWaysOut_OnlyOfFullQuota(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "server", "forbidden", "timeout", "nonsense"} {
		require.Empty(t, waysOut(code), code)
	}
	require.Len(t, waysOut(operation.CodeQuota), 2)
	for _, link := range waysOut(operation.CodeQuota) {
		require.NotEmpty(t, link.Text)
		require.Equal(t, "/", link.Href[:1])
	}
}

// A message without a text or a code says nothing and is left out.
func TestMessagesOf_LeavesOutEmptyOnes(t *testing.T) {
	t.Parallel()
	require.Empty(t, MessagesOf(nil))
	got := MessagesOf([]inventory.APIMessage{{}, {Code: "1"}, {Text: "<b>"}, {}})
	require.Len(t, got, 2)
	require.Equal(t, "<b>", got[1].Text)
}

// Names of IONOS Cloud keep their capital letter within a sentence, whatever alphabet a title begins with.
func TestWithinSentence_KeepsNames(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{"Quota full": "quota full", "IONOS Cloud is down": "IONOS Cloud is down", "Über": "über", "x": "x", "9 lives": "9 lives"} {
		require.Equal(t, want, withinSentence(title))
	}
}
