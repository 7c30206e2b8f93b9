package views

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// Skipped items are counted as a whole, also those that are not listed; each has the code of its reason, if there is one.
func TestSkippedItems_CountAndReasons(t *testing.T) {
	t.Parallel()
	one := Skipped{Subject: ui.Link{Text: "db", Href: "/v"}, Reason: "locked"}
	for want, c := range map[string]struct {
		list []Skipped
		more int
	}{"1 snapshot": {[]Skipped{one}, 0}, "2 snapshots": {[]Skipped{one, one}, 0}, "1 201 snapshots": {[]Skipped{one}, 1200}} {
		root := viewtest.RequireSound(t, skippedItems(c.list, c.more, "snapshot", "snapshots"))
		require.True(t, strings.HasSuffix(root.One(t, "h2").Words(), " "+want), root.One(t, "h2").Words())
		require.Equal(t, c.more > 0, len(root.All("li.muted")) == 1, want)
	}
	coded := one
	coded.Code = "locked"
	require.Equal(t, []string{"", "locked"}, viewtest.Read(t, skippedItems([]Skipped{one, coded}, 0, "snapshot", "snapshots")).Values("li[data-reason]", "data-reason"))
	require.Empty(t, viewtest.Render(t, skippedItems(nil, 7, "snapshot", "snapshots")))
}

// Only a deletion selects rows: each has its box and its hidden id, so that an unselected row is known too.
func TestReviewRows_SelectableOrFixed(t *testing.T) {
	t.Parallel()
	for selectable, want := range map[string][]string{"": {"hidden snap a", "hidden snap b"}, "/bulk/snapshots/delete": {"hidden row a", "checkbox snap a", "hidden row b", "checkbox snap b"}} {
		r := reviewOf("x")
		r.Selectable = selectable
		r.Rows = []SnapshotReviewRow{{SnapshotRow: snapshotRowOf("x")}, {SnapshotRow: snapshotRowOf("x"), Dropped: true}}
		r.Rows[0].ID, r.Rows[1].ID = "a", "b"
		root := viewtest.RequireSound(t, snapshotReviewRows(r))
		var got []string
		for _, i := range root.One(t, "tbody").All("input[name]") {
			got = append(got, i.Attr["type"]+" "+i.Attr["name"]+" "+i.Attr["value"])
		}
		require.Equal(t, want, got)
		require.Equal(t, selectable != "", len(root.All("[data-select-all]")) == 1)
		require.Equal(t, selectable != "", len(root.All("input[checked]")) == 1, "the dropped one is not selected")
	}
}

// A wrong field is linked to its error and its help; a right one to its help alone.
func TestReviewFields_ErrorsBelongToFields(t *testing.T) {
	t.Parallel()
	r := reviewOf("x")
	for _, field := range []string{"name", "description", "label", "reason", "until"} {
		for _, wrong := range []bool{false, true} {
			r.Errors = nil
			if wrong {
				r.Errors = map[string]string{field: "It is wrong."}
			}
			var root *viewtest.Node
			switch field {
			case "label":
				root = viewtest.Read(t, labelFields(r, LabelFields{}))
			case "reason", "until":
				root = viewtest.Read(t, lockFields(r, LockFields{}))
			default:
				root = viewtest.Read(t, renameFields(r, RenameFields{}))
			}
			e := root.One(t, "[id="+field+"]")
			require.Equal(t, wrong, e.Attr["aria-invalid"] == "true", field)
			require.Equal(t, wrong, strings.HasPrefix(e.Attr["aria-describedby"], field+"-error "), field)
			require.Len(t, root.All("[aria-invalid]"), map[bool]int{true: 1}[wrong], "%s: no other field is marked", field)
			require.Len(t, root.All("p.error"), map[bool]int{true: 1}[wrong], field)
		}
	}
}

// Labels that are there already can be removed, each by its own box.
func TestLabelFields_Present(t *testing.T) {
	t.Parallel()
	r := reviewOf("x")
	r.Errors = nil
	require.Empty(t, viewtest.Read(t, labelFields(r, LabelFields{})).All("fieldset"))
	root := viewtest.Read(t, labelFields(r, LabelFields{Present: []LabelChoice{{Key: "team", N: 2, Removed: true}, {Key: `"><b>`, N: 1}}}))
	require.Equal(t, []string{"team", `"><b>`}, root.Values("input[name=remove]", "value"))
	require.Equal(t, []string{"team"}, root.Values("input[checked]", "value"))
	require.Contains(t, root.All("label[for=remove-0]")[0].Words(), "2 of "+strconv.Itoa(len(r.Rows)))
}

// The review of a bulk creation marks what is wrong, and cannot be sent with nothing to create.
func TestBulkPage_ErrorsOfFields(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"", "name", "description"} {
		r := bulkOf(2)
		r.Errors = map[string]string{}
		if wrong != "" {
			r.Errors[wrong] = "It is wrong."
		}
		main := mainOf(t, BulkPage(shell(), r))
		require.Equal(t, map[bool]int{true: 1}[wrong != ""], len(main.All("p.error")), wrong)
		require.Equal(t, strings.Fields(wrong), append([]string{}, main.Values("[aria-invalid]", "name")...))
	}
}

// The list of operations says its state as codes in each row, and offers nothing twice.
func TestOperationMenu_Order(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		change func(*Operation)
		want   []string
	}{
		"nothing possible":         {func(*Operation) {}, nil},
		"cancel":                   {func(o *Operation) { o.CanCancel = true }, []string{"POST /operations/op-1/cancel"}},
		"undo":                     {func(o *Operation) { o.CanCancel, o.Planned = true, &at }, []string{"POST /operations/op-1/cancel"}},
		"retry":                    {func(o *Operation) { o.CanRetry = true }, []string{"POST /operations/op-1/retry"}},
		"review before a retry":    {func(o *Operation) { o.CanRetry, o.Review = true, ui.Link{Text: "Review", Href: "/again"} }, []string{"/again"}},
		"cancel before a retry":    {func(o *Operation) { o.CanRetry, o.CanCancel = true, true }, []string{"POST /operations/op-1/cancel"}},
		"planned, window is over":  {func(o *Operation) { o.Planned = &at }, nil},
		"planned, then reviewable": {func(o *Operation) { o.Planned, o.Review = &at, ui.Link{Text: "Review", Href: "/again"} }, []string{"/again"}},
	} {
		o := running()
		c.change(&o)
		menu := viewtest.RequireSound(t, operationMenu(o))
		require.Equal(t, c.want, ways(menu), name)
		for _, back := range menu.All("input[name=back]") {
			require.Equal(t, ".", back.Attr["value"], "%s: it comes back to the list", name)
		}
	}
}

// A line shows its stage where the badge does not say it, its plan before all, and else its kind.
func TestOperationLine_Stage(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		change func(*Operation)
		want   string
		times  int
	}{
		"the stage is the badge": {func(*Operation) {}, "Create snapshot", 0},
		"another stage":          {func(o *Operation) { o.Stage = "2 of 3" }, "2 of 3", 0},
		"planned":                {func(o *Operation) { o.Planned, o.Stage = &at, "2 of 3" }, "Create snapshot, starts " + at.Ago, 1},
	} {
		o := running()
		c.change(&o)
		line := viewtest.RequireSound(t, OperationLine(o)).One(t, "p.stage")
		require.Equal(t, c.want, line.Words(), name)
		require.Len(t, line.All("time"), c.times, name)
	}
	dismissable := failed()
	require.Empty(t, viewtest.Read(t, OperationLine(dismissable)).All("form[action=/failures/dismiss]"))
	dismissable.Dismiss = &AttentionAction{Text: "Dismiss", Href: "/failures/dismiss", Post: true}
	require.Len(t, viewtest.RequireSound(t, OperationLine(dismissable)).All("form[action=/failures/dismiss]"), 1)
}
