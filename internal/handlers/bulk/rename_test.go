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
)

func renamed(t *testing.T, c *areatest.Contract, values url.Values) bulkPlan {
	t.Helper()
	return planOf(t, setup(c), "rename", values)
}

func TestBulkRename_ExpandsItsTemplate(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 20, time.Hour, 2*time.Hour).Snapshot("lost", "", 5, 3*time.Hour)
	for template, want := range map[string][]string{
		"{name} old":                  {"lost old", "web-1 old", "web-0 old"},
		"{n}":                         {"1", "2", "3"},
		"{volume} in {datacenter}":    {"in", "web in prod", "web in prod"},
		"{size} {location}":           {"5 GB de/fra", "20 GB de/fra", "20 GB de/fra"},
		"  {date}   {time}":           {"2026-11-20 09:00", "2026-11-20 10:00", "2026-11-20 11:00"},
		"<script>alert({n})</script>": {"<script>alert(1)</script>", "<script>alert(2)</script>", "<script>alert(3)</script>"},
	} {
		p := renamed(t, c, url.Values{"snap": {"web-0", "web-1", "lost"}, "name": {template}})
		var names []string
		for _, row := range p.review.Rows {
			require.Empty(t, row.Error)
			names = append(names, row.Effects[0])
		}
		require.Equal(t, want, names, template)
	}
}

func TestBulkRename_RecordsReviewedName(t *testing.T) {
	t.Parallel()
	p := renamed(t, areatest.NewContract().Volume("web", 1, time.Hour), url.Values{"snap": {"web-0"}, "name": {"new"}})
	require.Equal(t, operation.EditSnapshot, p.requests[0].Kind)
	require.Equal(t, []operation.FieldChange{{Field: "name", From: "web-0", To: "new"}}, p.requests[0].Task.Changes, "a change by others in between is then noticed")
}

func TestBulkRename_UnchangedIsNotSent(t *testing.T) {
	t.Parallel()
	p := renamed(t, areatest.NewContract().Volume("web", 1, time.Hour, 2*time.Hour), url.Values{"snap": {"web-0", "web-1"}, "name": {"web-0"}})
	require.Equal(t, []string{"web-1"}, p.snapshotIDs())
	require.True(t, p.review.Rows[1].Unchanged)
	require.Equal(t, []string{"1", "1"}, []string{p.review.Facts[0].Text, p.review.Facts[1].Text})
	require.NotEmpty(t, p.review.Rows[0].Notes, "a duplicate name gets a note")
	p = renamed(t, areatest.NewContract().Volume("web", 1, time.Hour), url.Values{"snap": {"web-0"}, "name": {"{name}"}})
	require.Empty(t, p.requests)
	require.Empty(t, p.review.Button)
}

func TestBulkRename_ExplainsMistakes(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 1, time.Hour)
	for name, q := range map[string]struct {
		values url.Values
		field  string
	}{
		"no name":                {url.Values{"name": {"  "}}, "name"},
		"an unknown variable":    {url.Values{"name": {"{nme}"}}, "name"},
		"a long name":            {url.Values{"name": {strings.Repeat("x", inventory.MaxName+1)}}, "name"},
		"a variable in the text": {url.Values{"name": {"x"}, "describe": {"1"}, "description": {"{foo}"}}, "description"},
	} {
		q.values["snap"] = []string{"web-0"}
		p := renamed(t, c, q.values)
		require.True(t, p.invalid, name)
		require.NotEmpty(t, p.review.Errors[q.field], name)
		require.Empty(t, p.review.Button, name)
	}
	p := renamed(t, c, url.Values{"snap": {"web-0"}, "name": {"x"}, "description": {"{foo}"}})
	require.False(t, p.invalid, "a text that is not asked for is not checked")
}

func TestBulkRename_OneTooLongNameStopsAll(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 1, time.Hour).Snapshot("long", "web", 1, time.Minute, func(s *inventory.Snapshot) { s.Name = strings.Repeat("ä", inventory.MaxName) })
	p := renamed(t, c, url.Values{"snap": {"web-0", "long"}, "name": {"{name} x"}})
	require.True(t, p.invalid)
	require.Empty(t, p.review.Rows[0].Error)
	require.NotEmpty(t, p.review.Rows[1].Error)
	require.Contains(t, p.review.Errors["name"], "1 snapshot")
	require.Equal(t, []string{"1", "0"}, []string{p.review.Facts[0].Text, p.review.Facts[1].Text}, "an impossible row does not count as unchanged")
}

func TestBulkRename_DescriptionsOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 1, time.Hour)
	c.Snapshots[0].Description = "by hand " + c.Snapshots[0].Description
	values := url.Values{"snap": {"web-0"}, "name": {"web-0"}, "description": {"one\r\ntwo {n}"}}
	require.Empty(t, renamed(t, c, values).requests)
	values.Set("describe", "1")
	p := renamed(t, c, values)
	require.Equal(t, []operation.FieldChange{{Field: "description", From: c.Snapshots[0].PlainDescription(), To: "one\ntwo 1"}}, p.requests[0].Task.Changes)
	values.Set("description", "")
	p = renamed(t, c, values)
	require.Empty(t, p.requests[0].Task.Changes[0].To, "an empty text takes the description away")
	require.NotEmpty(t, p.review.Rows[0].Effects[0], "the row shows the change")
}

func TestBulkRename_OffersTemplateOfNewSnapshots(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 1, time.Hour)
	first := renamed(t, c, url.Values{"snap": {"web-0"}})
	require.Equal(t, "{volume} {date}", first.review.Rename.Name)
	require.Equal(t, "web 2026-11-20", first.review.Rows[0].Effects[0])
	require.Empty(t, renamed(t, c, url.Values{"snap": {"web-0"}, "name": {""}}).review.Rename.Name, "an emptied field stays empty")
}

func TestBulkRename_NamesUnresolvedVariables(t *testing.T) {
	t.Parallel()
	p := renamed(t, areatest.NewContract().Snapshot("lost", "", 1, time.Hour), url.Values{"snap": {"lost"}, "name": {"{volume} {date}"}})
	require.Len(t, p.review.Rows[0].Notes, 1)
	require.Contains(t, p.review.Rows[0].Notes[0], "{volume}")
	require.NotContains(t, p.review.Rows[0].Notes[0], "{date}")
}
