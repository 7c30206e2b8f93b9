package table

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// sampleColumns returns a check box, a fixed column, two default ones, an optional one and actions.
func sampleColumns() []Column[string] {
	cell := func(web.Request, *string) ui.Cell { return ui.Cell{} }
	return []Column[string]{
		{Key: "mark", Class: "select", Fixed: true, Cell: cell}, {Key: "name", Class: "main", Sort: "name", Fixed: true, Cell: cell}, {Key: "type", Cell: cell},
		{Key: "size", Sort: "size", Cell: cell}, {Key: "id", Optional: true, Cell: cell}, {Key: "action", Fixed: true, Cell: cell},
	}
}

func TestVisibleColumns_FromAddress(t *testing.T) {
	t.Parallel()
	for cols, c := range map[string]struct {
		want    string
		address string // if it remains
		ignored int
	}{
		"-":                       {"mark name type size action", "", 0}, // none
		"name":                    {"mark name action", "name", 0},
		"id,size":                 {"mark name size id action", "name,size,id", 0},
		"name,type,size":          {"mark name type size action", "", 0}, // which are the default ones
		"size,type":               {"mark name type size action", "", 0},
		"colour":                  {"mark name action", "name", 1},
		"size,size,,size":         {"mark name size action", "name,size", 0},
		"a,b,c,d,e,f,g,h,size":    {"mark name size action", "name,size", maxIgnored},
		"mark,action":             {"mark name action", "name", 0},
		"name,type,size,id":       {"mark name type size id action", "name,type,size,id", 0},
		strings.Repeat("x", 5000): {"mark name action", "name", 1},
	} {
		values := url.Values{"cols": {cols}}
		if cols == "-" {
			values = url.Values{}
		}
		q := parse(t, "/v?"+values.Encode())
		shown := VisibleColumns(&q, sampleColumns())
		require.Equal(t, c.want, strings.Join(columnKeys(shown), " "), cols)
		require.Equal(t, c.address, q.Values.Get("cols"), cols)
		require.Len(t, q.ignored, c.ignored, cols)
	}
}

func TestVisibleColumns_FromForm(t *testing.T) {
	t.Parallel()
	q := parse(t, "/v?cols=name&cols=id&cols=size")
	require.Equal(t, "mark name size id action", strings.Join(columnKeys(VisibleColumns(&q, sampleColumns())), " "))
	require.Equal(t, "/v?cols=name%2Csize%2Cid", q.Link(), "in one parameter, in the order of the list")
}

func TestColumnChooser_OffersOptionalColumns(t *testing.T) {
	t.Parallel()
	q := parse(t, "/v?cols=name,id&type=HDD&page=2")
	m := ColumnChooser(q, sampleColumns(), VisibleColumns(&q, sampleColumns()))
	shown := map[string]bool{}
	for _, c := range m.Columns {
		shown[c.Key] = c.Shown
	}
	require.Equal(t, map[string]bool{"type": false, "size": false, "id": true}, shown)
	require.Equal(t, []ui.HiddenField{{Name: "type", Value: "HDD"}, {Name: "cols", Value: "name"}}, m.Hidden, "to choose none is a choice too")
	require.Equal(t, "/v?page=2&type=HDD", m.Reset)
	byDefault := parse(t, "/v")
	require.Empty(t, ColumnChooser(byDefault, sampleColumns(), VisibleColumns(&byDefault, sampleColumns())).Reset)
}

func TestSortableHeaders_OnlySortableColumns(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"name", "size"}, SortKeys(sampleColumns()))
	var links []string
	for _, h := range SortableHeaders(parse(t, "/v"), sampleColumns()) {
		links = append(links, h.Href)
	}
	require.Equal(t, []string{"", "/v?sort=-name", "", "/v?sort=size", "", ""}, links)
}

func TestWithout_KeepsOthers(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"mark", "name", "size", "action"}, columnKeys(Without(sampleColumns(), "type", "id", "colour")))
}

func TestRowFragments_GroupsAndRowsHaveOwnIDs(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, f := range RowFragments(nil, []ui.Row{{ID: "x", Group: &ui.GroupHeader{}}, {ID: "x"}})() {
		ids = append(ids, f.ID)
	}
	require.Equal(t, []string{"group-x", "row-x"}, ids)
}

func TestLabelsCell_OmitsSnapdecksLabels(t *testing.T) {
	t.Parallel()
	c := LabelsCell([]inventory.Label{{Key: "env", Value: "<b>"}, {Key: inventory.LabelVolume, Value: "v"}, {Key: "owner", Value: ""}})
	require.Equal(t, []ui.Link{{Text: "env=<b>"}, {Text: "owner="}}, c.Tags)
}

func TestStateCell_SilentWhenAllIsWell(t *testing.T) {
	t.Parallel()
	require.Empty(t, StateCell(ui.Pill{Tone: "good", Label: "Available"}).Pills)
	require.Len(t, StateCell(ui.Pill{Tone: "busy", Label: "Busy"}).Pills, 1)
}

func TestSizeCell_UnknownIsNotZero(t *testing.T) {
	t.Parallel()
	require.Equal(t, "10 GB", SizeCell(10).Text)
	require.NotContains(t, SizeCell(0).Text, "0")
	require.NotContains(t, SizeCell(-1).Text, "1")
}
