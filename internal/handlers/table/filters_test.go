package table

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

func TestSizeRange_IgnoresInvalidSizes(t *testing.T) {
	t.Parallel()
	for query, c := range map[string]struct {
		min, max float64
		ignored  int
	}{
		"":                {0, 0, 0},
		"min=10&max=20":   {10, 20, 0},
		"min=10.5":        {10.5, 0, 0},
		"max=+7+":         {0, 7, 0},
		"min=20&max=10":   {20, 0, 1},
		"min=10&max=10":   {10, 10, 0},
		"min=-1&max=x":    {0, 0, 2},
		"min=NaN&max=Inf": {0, 0, 2},
		"min=1e400":       {0, 0, 1},
		"min=ten&max=5":   {0, 5, 1},
	} {
		q := parse(t, "/v?"+query)
		r := q.SizeRange()
		require.InDelta(t, c.min, r.Min, 0, query)
		require.InDelta(t, c.max, r.Max, 0, query)
		require.Len(t, q.ignored, c.ignored, query)
	}
}

func TestIgnore_RemovesParameterFromAddress(t *testing.T) {
	t.Parallel()
	q := parse(t, "/v?min="+strings.Repeat("x", 1000)+"&type=HDD")
	q.SizeRange()
	require.Equal(t, "/v?type=HDD", q.Link(), "an invalid parameter is not kept in links")
	require.Less(t, len(q.ignored[0].Text), 100, "a long value is shortened")
	require.Equal(t, q.ignored, q.Filter("").Ignored, "the form reports the ignored parameter")
}

func TestLabelQuery_KeyOrKeyAndValue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]inventory.LabelQuery{
		"": {}, "env": {Key: "env", Any: true}, "env=prod": {Key: "env", Value: "prod"}, "env=": {Key: "env"}, " env = prod ": {Key: "env", Value: "prod"}, "a=b=c": {Key: "a", Value: "b=c"}, "=x": {}, "  ": {},
	} {
		q := parse(t, "/v?"+url.Values{"label": {text}}.Encode())
		require.Equal(t, want, q.LabelQuery(), "%q", text)
		require.Equal(t, text == "=x", len(q.ignored) == 1, "%q", text)
	}
}

func TestOptionParam_OnlyOptions(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"": "", "yes": "yes", "no": "no", "YES": "", "<script>": ""} {
		q := parse(t, "/v?"+url.Values{"attached": {value}}.Encode())
		require.Equal(t, want, q.OptionParam("attached", "the attachment", AttachedOptions()))
		require.Equal(t, want == "" && value != "", len(q.ignored) == 1, value)
		require.Equal(t, want, q.Values.Get("attached"))
	}
}

func TestParam_TrimmedAndBounded(t *testing.T) {
	t.Parallel()
	q := parse(t, "/v?type=+HDD+&by="+strings.Repeat("x", 5000))
	require.Equal(t, "HDD", q.Param("type"))
	require.Len(t, q.Param("by"), MaxQuery)
}

func TestAgeRange_EveryOptionIsATime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	seen := map[inventory.TimeRange]string{}
	for _, o := range append(AgeOptions(), SnapshotAgeOptions()[1:3]...) {
		r := AgeRange(o.Value, now)
		require.NotZero(t, r, o.Value)
		require.True(t, seen[r] == "" || seen[r] == o.Value, "%s means the same as %s", o.Value, seen[r])
		seen[r] = o.Value
		if strings.HasPrefix(o.Value, "over-") {
			require.Zero(t, r.After, o.Value)
			require.True(t, r.Before.Before(now), o.Value)
		} else {
			require.Zero(t, r.Before, o.Value)
		}
	}
	require.Equal(t, now.Add(-7*24*time.Hour), AgeRange("over-7d", now).Before)
	for _, choice := range []string{"", "none", "over-", "over", "over-8d", "between-7d", "7d"} {
		require.Zero(t, AgeRange(choice, now), choice)
	}
}

func TestSelects_ShowSelection(t *testing.T) {
	t.Parallel()
	selected := func(s ui.Select) (values []string) {
		for _, o := range s.Options {
			if o.Selected {
				values = append(values, o.Value)
			}
		}
		return values
	}
	options := []ui.Option{{Value: "HDD", Text: "HDD"}, {Value: "SSD", Text: "SSD"}}
	require.Equal(t, []string{""}, selected(parse(t, "/v").SelectField("type", "Type", options)))
	require.Equal(t, []string{"SSD"}, selected(parse(t, "/v?type=SSD").SelectField("type", "Type", options)))
	require.Empty(t, selected(parse(t, "/v?type=DAS").SelectField("type", "Type", options)))
	open := parse(t, "/v?type=DAS").OpenSelect("type", "Type", options)
	require.Equal(t, []string{"DAS"}, selected(open), "a value that does not occur now can be asked for")
	require.Len(t, options, 2, "the given options are not changed")
	require.Len(t, parse(t, "/v?type=SSD").OpenSelect("type", "Type", options).Options, 3)
}

func TestDistinctOptions_SortedOnceAndNotEmpty(t *testing.T) {
	t.Parallel()
	var values []string
	for _, o := range DistinctOptions([]string{"b", "", "a", "b", "ä"}, func(s string) string { return s }) {
		values = append(values, o.Value)
	}
	require.Equal(t, []string{"a", "b", "ä"}, values)
	require.Empty(t, DistinctOptions(nil, func(s string) string { return s }))
}

func TestCollapsibleFilter_OneChipEach(t *testing.T) {
	t.Parallel()
	filter := func(query string) ui.Filter {
		q := parse(t, "/v?"+query)
		return q.CollapsibleFilter("hint", []ui.Select{q.OpenSelect("type", "Type", OptionsOf([]string{"HDD"}))}, []ui.Select{q.SelectField("attached", "Attached", AttachedOptions())}, q.SizeInputs()...)
	}
	none := filter("sort=size")
	require.Empty(t, none.Chips)
	require.Zero(t, none.Count)
	require.Empty(t, none.ClearAll)

	all := filter("q=web&type=HDD&attached=no&min=10&sort=size&page=3")
	chips := map[string]string{}
	for _, chip := range all.Chips {
		chips[chip.Text] = chip.Href
	}
	require.Equal(t, map[string]string{
		"Search: web":            "/v?attached=no&min=10&sort=size&type=HDD",
		"Type: HDD":              "/v?attached=no&min=10&q=web&sort=size",
		"Attached: Not attached": "/v?min=10&q=web&sort=size&type=HDD",
		"Size from: 10 GB":       "/v?attached=no&q=web&sort=size&type=HDD",
	}, chips)
	require.Equal(t, 3, all.Count, "the search is seen without opening the filters")
	require.Equal(t, "/v?sort=size", all.ClearAll, "how it is sorted is no filter")
}

func TestFilter_KeepsColumnsOrderAndSize(t *testing.T) {
	t.Parallel()
	f := parse(t, "/v?sort=-size&cols=name&per=100&group=dc&fold=1&page=4&type=HDD").Filter("")
	var names []string
	for _, h := range f.HiddenDisplay {
		names = append(names, h.Name)
	}
	require.Equal(t, []string{"sort", "cols", "per", "group", "fold"}, names)
	require.Empty(t, f.Clear)
	require.Equal(t, "/v", parse(t, "/v?q=x").Filter("").Clear)
	require.Equal(t, "/v", parse(t, "/v?type=HDD").Filter("", ui.Select{Name: "type"}).Clear)
}

func TestEmptyState_ExplainsWhyThereIsNothing(t *testing.T) {
	t.Parallel()
	nothing := ui.Empty{Title: "No volumes"}
	read, loading := inventory.NewView(inventory.Listings{}, time.Time{}), inventory.NewView(inventory.Listings{}, time.Time{})
	loading.Loading = inventory.Progress{}
	failing := func(r inventory.Resource, readAt time.Time) inventory.Health {
		return inventory.Health{ReadAt: readAt, Failures: []inventory.ReadFailure{{Resource: r, Err: errors.New("no")}}}
	}
	seen := map[string]string{}
	for name, c := range map[string]struct {
		query  string
		view   *inventory.View
		health inventory.Health
		like   string // an earlier case with the same text
		href   string
	}{
		"nothing":       {"", read, inventory.Health{ReadAt: time.Unix(1, 0)}, "nothing", ""},
		"loading":       {"", loading, inventory.Health{}, "loading", ""},
		"never read":    {"", loading, failing(inventory.ResourceSnapshots, time.Time{}), "never read", ""},
		"another fails": {"", loading, failing(inventory.ResourceLabels, time.Time{}), "loading", ""},
		"read before":   {"", read, failing(inventory.ResourceSnapshots, time.Unix(1, 0)), "nothing", ""},
		"searched":      {"q=x", read, inventory.Health{}, "filtered", "/v"},
		"filtered":      {"type=HDD", read, inventory.Health{}, "filtered", "/v"},
		"behind":        {"page=7", read, inventory.Health{}, "filtered", "/v"},
		"only sorted":   {"sort=size", read, inventory.Health{}, "nothing", ""},
	} {
		e := parse(t, "/v?"+c.query).EmptyState(web.Request{View: c.view, Health: c.health}, inventory.ResourceSnapshots, "snapshots", []string{"type"}, nothing)
		require.Equal(t, c.href, e.Link.Href, name)
		if seen[c.like] == "" {
			seen[c.like] = e.Title
		}
		require.Equal(t, seen[c.like], e.Title, name)
	}
	require.Len(t, seen, 4)
	require.Equal(t, "No volumes", seen["nothing"])
}
