package bulk

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

func TestLabelChanges_SetsAndRemoves(t *testing.T) {
	t.Parallel()
	present := []views.LabelChoice{{Key: "old", Removed: true}, {Key: "stays"}}
	changes, reason := labelChangesIn(views.LabelFields{Key: "owner", Value: "ada", Present: present})
	require.Empty(t, reason)
	require.Len(t, changes, 2)
	require.Equal(t, "owner", changes[0].Key)
	require.True(t, changes[1].Remove)
	_, reason = labelChangesIn(views.LabelFields{Key: "old", Value: "x", Present: present})
	require.NotEmpty(t, reason, "set and removed at once")
	changes, reason = labelChangesIn(views.LabelFields{})
	require.Empty(t, reason)
	require.Empty(t, changes)
}

func TestLabelChanges_RefuseInvalidLabels(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]views.LabelFields{
		"no key": {Value: "x"}, "no value": {Key: "x"}, "Snapdeck's own": {Key: inventory.LabelVolume, Value: "x"}, "a lock by hand": {Key: inventory.LabelLock, Value: "open"},
		"too long": {Key: strings.Repeat("k", 64), Value: "x"}, "a long value": {Key: "k", Value: strings.Repeat("v", 64)},
	} {
		changes, reason := labelChangesIn(f)
		require.NotEmpty(t, reason, name)
		require.Empty(t, changes, name)
	}
}

func labelled() *areatest.Contract {
	return areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour, 3*time.Hour).
		Label("snapshot", "a-0", "owner", "ada").Label("snapshot", "a-1", "owner", "eve").Label("snapshot", "a-1", "env", "prod").
		Label("snapshot", "a-2", inventory.LabelOperation, "op")
}

func TestBulkLabel_SkipsUnchanged(t *testing.T) {
	t.Parallel()
	all := []string{"a-0", "a-1", "a-2"}
	for name, c := range map[string]struct {
		values  url.Values
		ids     []string
		effects []string // of the rows, oldest first
	}{
		"set":           {url.Values{"label": {"owner"}, "value": {"ada"}}, []string{"a-2", "a-1"}, []string{"adds owner=ada", "changes owner from eve to ada", ""}},
		"remove":        {url.Values{"remove": {"owner"}}, []string{"a-1", "a-0"}, []string{"", "removes owner=eve", "removes owner=ada"}},
		"both":          {url.Values{"label": {"x"}, "value": {"1"}, "remove": {"env"}}, []string{"a-2", "a-1", "a-0"}, []string{"adds x=1", "adds x=1|removes env=prod", "adds x=1"}},
		"none has it":   {url.Values{"remove": {"colour"}}, nil, []string{"", "env=prod|owner=eve", "owner=ada"}},
		"Snapdeck's":    {url.Values{"remove": {inventory.LabelOperation}}, nil, []string{"", "env=prod|owner=eve", "owner=ada"}},
		"nothing asked": {nil, nil, []string{"", "env=prod|owner=eve", "owner=ada"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values := url.Values{"snap": all}
			for key, v := range c.values {
				values[key] = v
			}
			p := planOf(t, setup(labelled()), "label", values)
			require.Equal(t, c.ids, p.snapshotIDs())
			for i, row := range p.review.Rows {
				require.Equal(t, c.effects[i], strings.Join(row.Effects, "|"))
			}
			require.Equal(t, len(c.ids) > 0, p.review.Button != "")
		})
	}
}

func TestBulkLabel_CountsUnchanged(t *testing.T) {
	t.Parallel()
	p := planOf(t, setup(labelled()), "label", url.Values{"snap": {"a-0", "a-1", "a-2"}, "label": {"owner"}, "value": {"ada"}})
	require.Equal(t, []string{"2", "1"}, []string{p.review.Facts[0].Text, p.review.Facts[1].Text})
	require.True(t, p.review.Rows[2].Unchanged)
	require.False(t, p.review.Rows[0].Unchanged)
}

func TestBulkLabel_OffersUserLabels(t *testing.T) {
	t.Parallel()
	fields := planOf(t, setup(labelled()), "label", url.Values{"snap": {"a-0", "a-1", "a-2"}, "remove": {"env"}}).review.Label
	require.Equal(t, []views.LabelChoice{{Key: "env", N: 1, Removed: true}, {Key: "owner", N: 2}}, fields.Present)
}

func TestBulkLabel_RecordsNothingWithoutChanges(t *testing.T) {
	t.Parallel()
	s := setup(labelled())
	p := recordedPlanOf(t, s, "label", url.Values{"snap": {"a-0"}})
	require.True(t, p.invalid)
	require.NotEmpty(t, p.review.Errors["label"])
	p = recordedPlanOf(t, s, "label", url.Values{"snap": {"a-0"}, "label": {"owner"}, "value": {"bob"}})
	require.False(t, p.invalid)
	require.Equal(t, []operation.LabelChange{{Key: "owner", Value: "bob"}}, p.requests[0].Task.Labels)
	p = planOf(t, s, "label", url.Values{"snap": {"a-0"}, "label": {inventory.LabelLock}, "value": {"open"}})
	require.True(t, p.invalid, "an invalid label is reported at once")
	require.Empty(t, p.review.Button)
	require.Empty(t, p.requests)
}
