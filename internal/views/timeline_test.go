package views

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

func TestPercent_HasOneDigit(t *testing.T) {
	t.Parallel()
	for place, want := range map[float64]string{0: "0.0%", 33.333: "33.3%", 99.96: "100.0%", 100: "100.0%"} {
		require.Equal(t, want, Percent(place))
	}
}

func TestTimeline_MarksAreWithinStrip(t *testing.T) {
	t.Parallel()
	require.Less(t, SnapshotY(), stripLine, "snapshots are on the line")
	require.Greater(t, OperationY(), stripLine, "other operations are below it")
	require.GreaterOrEqual(t, SnapshotY()-10, 0, "the target of a pointer")
	require.LessOrEqual(t, OperationY()+6, StripHeight)

	strip := viewtest.Read(t, TimelinePanel(timeline())).One(t, "svg.strip-marks")
	stems := strip.All("line.stem")
	require.Len(t, stems, 2, "an operation has no stem")
	for _, stem := range stems {
		require.Equal(t, stem.Attr["x1"], stem.Attr["x2"])
		require.Equal(t, px(SnapshotY()), stem.Attr["y1"])
		require.Equal(t, px(stripLine), stem.Attr["y2"])
	}
}

func TestTimeline_EverythingIsWithinWidth(t *testing.T) {
	t.Parallel()
	for _, e := range viewtest.Read(t, TimelinePanel(timeline())).One(t, "svg.strip-marks").All("") {
		for _, attribute := range []string{"x", "x1", "x2", "width"} {
			value, isPercent := strings.CutSuffix(e.Attr[attribute], "%")
			if !isPercent {
				continue
			}
			var place float64
			_, err := fmt.Sscan(value, &place)
			require.NoError(t, err)
			require.True(t, place >= 0 && place <= 100, "<%s %s=%s%%>", e.Tag, attribute, value)
		}
	}
}

func TestTimeline_ShapesDifferWithoutColour(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, shape := range []string{"good", "failed", "other", "locked", "planned", "many", "restored"} {
		path := shapePath(shape)
		require.Empty(t, seen[path], "%s looks as %s does", shape, seen[path])
		seen[path] = shape
	}
	for shape, as := range map[string]string{"busy": "good", "broken": "failed", "unproven": "other", "odd": "good"} {
		require.Equal(t, shapePath(as), shapePath(shape), shape)
	}
}

func TestTimeline_GapsHaveTextWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	for room, texts := range map[string]int{"none": 0, "some": 2, "much": 2} {
		root := viewtest.Read(t, timeGap(TimeGap{From: "10.0%", Width: "5.0%", Middle: "12.5%", Text: "11 days without a snapshot", Short: "11 days", Room: room}))
		require.Len(t, root.All("text"), texts, room)
		require.Equal(t, "11 days without a snapshot", root.One(t, "title").Words(), "on hover in any case")
		require.Len(t, root.All("g.gap."+room), 1)
	}
}

func TestTimeline_AxisHidesOverlappingLabels(t *testing.T) {
	t.Parallel()
	axis := viewtest.Read(t, TimelinePanel(timeline())).One(t, "svg.time-axis")
	require.Equal(t, []string{"20.0%", "40.0%", "100%"}, axis.Values("text", "x"), "the third tick has no label, but there is one for now")
	require.Equal(t, []string{"40.0%"}, axis.Values("text.odd", "x"))

	past := timeline()
	past.Now = ""
	root := viewtest.Read(t, TimelinePanel(past))
	require.Empty(t, root.All("text.now"))
	require.Empty(t, root.All("line.now"), "the present is outside")
}

func TestTimeline_GroupsShowCountAndMostNotableSnapshot(t *testing.T) {
	t.Parallel()
	many := viewtest.Read(t, timeMark(TimeMark{At: "60.0%", Y: SnapshotY(), Shape: "many", Count: "3", Highlight: "locked", Href: "?from=a&to=b", Title: "3 snapshots"}, true))
	require.Equal(t, "3", many.One(t, "text").Words())
	require.Equal(t, shapePath("locked"), many.One(t, "g.locked").One(t, "path").Attr["d"])
	one := viewtest.Read(t, timeMark(TimeMark{At: "60.0%", Y: SnapshotY(), Shape: "good", Href: "/s"}, true))
	require.Empty(t, one.All("text"))
	require.Empty(t, one.All("g"))
}

// The list has the same content, so the marks are not reached by the keyboard.
func TestTimeline_HiddenFromScreenReaders(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, TimelinePanel(timeline()))
	marks := root.One(t, "svg.strip-marks")
	require.Equal(t, "true", marks.Attr["aria-hidden"])
	for _, a := range marks.All("a") {
		require.Equal(t, "-1", a.Attr["tabindex"])
	}
	require.Len(t, root.One(t, "details[id=timeline-list]").One(t, "ol").All("li"), 2)
}

func TestTimeline_EmptyHasOnlyRanges(t *testing.T) {
	t.Parallel()
	empty := timeline()
	empty.Empty = "Nothing yet."
	root := viewtest.RequireSound(t, TimelinePanel(empty))
	require.Empty(t, root.All("svg"))
	require.Empty(t, root.All("details"))
	require.Equal(t, []string{"page"}, root.Values("[aria-current]", "aria-current"))
	require.Len(t, root.One(t, "nav").All("li"), 2)
}

func TestTimeline_SingleVolumeHasNoName(t *testing.T) {
	t.Parallel()
	one := timeline()
	one.Strips[0].Label = ui.Link{}
	root := viewtest.Read(t, TimelinePanel(one))
	require.Empty(t, root.All("p.strip-label"))
	require.Empty(t, root.All("h3"))
	require.Len(t, viewtest.Read(t, TimelinePanel(timeline())).All("p.strip-label"), 1)
}

func TestShares_FillBarExactly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		counts []int
		total  int
		want   [][2]string
	}{
		"all done":     {[]int{4}, 4, [][2]string{{"0.00", "100.00"}}},
		"thirds":       {[]int{1, 1, 1}, 3, [][2]string{{"0.00", "33.33"}, {"33.33", "33.33"}, {"66.67", "33.33"}}},
		"a share of 0": {[]int{3, 0, 1}, 4, [][2]string{{"0.00", "75.00"}, {"75.00", "0.00"}, {"75.00", "25.00"}}},
		"one of many":  {[]int{1, 9999}, 10_000, [][2]string{{"0.00", "0.01"}, {"0.01", "99.99"}}},
		"none":         {[]int{0}, 0, [][2]string{{"0.00", "0.00"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var counts []BatchShare
			for _, n := range c.counts {
				counts = append(counts, BatchShare{N: n, Tone: "good"})
			}
			var got [][2]string
			for _, r := range viewtest.Read(t, batchShares(counts, c.total)).All("rect") {
				got = append(got, [2]string{r.Attr["x"], r.Attr["width"]})
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestBatch_ActionsByOpenOperations(t *testing.T) {
	t.Parallel()
	at := moment()
	for name, c := range map[string]struct {
		batch Batch
		want  []string
	}{
		"done":             {Batch{}, nil},
		"open":             {Batch{Undo: "Cancel 2"}, []string{"/batches/b/cancel"}},
		"planned":          {Batch{Undo: "Undo 2", Planned: &at}, []string{"/batches/b/cancel"}},
		"failed":           {Batch{Failed: 2}, []string{"/batches/b/retry"}},
		"failed and open":  {Batch{Failed: 2, Undo: "Cancel 1"}, []string{"/batches/b/cancel", "/batches/b/retry"}},
		"failed to delete": {Batch{Failed: 2, Review: true}, []string{"/batches/b/retry"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.batch.Href = "/batches/b"
			root := viewtest.RequireSound(t, BatchProgress(c.batch))
			require.Equal(t, c.want, root.Values("form", "action"))
			require.Equal(t, c.batch.Planned != nil, len(root.All("button.primary")) == 1, "to undo is the main action while nothing has begun")
		})
	}
	require.NotEqual(t, retryText(3, true), retryText(3, false), "an action that needs a review is not retried at once")
	require.Contains(t, retryText(1200, true), "1\u202f200")
}

func TestBatch_FilteredPageLinksToAll(t *testing.T) {
	t.Parallel()
	for selected, want := range map[bool][]string{false: {"/batches/b?only=done"}, true: {"/batches/b?only=done", "/batches/b"}} {
		root := viewtest.Read(t, BatchProgress(Batch{Href: "/batches/b", Total: 4, Counts: []BatchShare{{"available", 3, "good", "/batches/b?only=done", selected}, {"waiting", 1, "quiet", "", false}}}))
		require.Equal(t, want, root.One(t, "ul.shares").Values("a", "href"))
		require.Equal(t, selected, len(root.All("[aria-current=page]")) == 1)
	}
}
