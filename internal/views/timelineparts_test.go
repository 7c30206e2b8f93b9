package views

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
	"snapdeck/internal/views/viewtest"
)

// Each strip has its marks, its list and its name, in the same order.
func TestTimeline_StripPerVolume(t *testing.T) {
	t.Parallel()
	many := timeline()
	many.Strips = nil
	for _, name := range []string{"db-01", "web-01", "mail"} {
		strip := timeline().Strips[0]
		strip.Label = ui.Link{Text: name, Href: "/v/" + name}
		many.Strips = append(many.Strips, strip)
	}
	many.Strips[2].Label.Href = "" // a deleted volume
	root := viewtest.RequireSound(t, TimelinePanel(many))
	require.Len(t, root.All("svg.strip-marks"), 3)
	require.Len(t, root.All("ol.time-list"), 3)
	var names []string
	for _, h := range root.All("h3") {
		names = append(names, h.Words())
	}
	require.Equal(t, []string{"db-01", "web-01", "mail"}, names)
	require.Len(t, root.All("svg.time-axis"), 1, "one axis for all")
	var links []string
	for _, label := range root.All("p.strip-label") {
		links = append(links, label.Values("a", "href")...)
	}
	require.Equal(t, []string{"/v/db-01", "/v/web-01"}, links)
}

// A strip without anything still has its line, and its grid lies under the axis.
func TestTimeline_EmptyStrip(t *testing.T) {
	t.Parallel()
	strip := viewtest.RequireSound(t, timeStrip(timeline(), Strip{})).One(t, "svg")
	require.Len(t, strip.All("line.base"), 1)
	require.Empty(t, strip.All("a"))
	require.Empty(t, strip.All("g"))
	require.Equal(t, []string{"20.0%", "40.0%", "95.0%"}, strip.Values("line.grid", "x1"), "also where a label is hidden")
	require.Equal(t, []string{"98.0%"}, strip.Values("line.now", "x1"))
}

// What lies later in the picture covers what lies before: gaps, then the present, then the marks.
func TestTimeline_OrderOfLayers(t *testing.T) {
	t.Parallel()
	var layers []string
	for _, e := range viewtest.Read(t, timeStrip(timeline(), timeline().Strips[0])).One(t, "svg.strip-marks").Children {
		if e.Tag != "" && (len(layers) == 0 || layers[len(layers)-1] != e.Tag+" "+strings.Fields(e.Attr["class"])[0]) {
			layers = append(layers, e.Tag+" "+strings.Fields(e.Attr["class"])[0])
		}
	}
	require.Equal(t, []string{"line grid", "line base", "g gap", "line now", "a time-mark"}, layers)
}

// A line of the list has its exact time; a gap has no link.
func TestTimeline_ListItems(t *testing.T) {
	t.Parallel()
	root := viewtest.RequireSound(t, TimelinePanel(timeline())).One(t, "ol.time-list")
	require.Len(t, root.All("time"), 2)
	require.Equal(t, []string{"/snapshots/s"}, root.Values("a", "href"))
	require.Equal(t, "nightly, 10 GB", root.All("li")[0].All("span")[0].Words(), "the text follows its name without a space")
	gone := timeline()
	gone.Strips[0].Items = []TimeItem{{When: moment(), Label: ui.Link{Text: "deleted"}, Text: ", 10 GB"}}
	require.Empty(t, viewtest.RequireSound(t, TimelinePanel(gone)).One(t, "ol.time-list").All("a"))
}

// Every shape that a mark can have is explained by the same picture.
func TestTimeline_LegendDrawsShapes(t *testing.T) {
	t.Parallel()
	shapes := []string{"good", "busy", "failed", "other", "locked", "planned", "restored", "broken", "unproven"}
	tl := timeline()
	tl.Legend = nil
	for _, s := range shapes {
		tl.Legend = append(tl.Legend, LegendEntry{s, "Label of " + s})
	}
	legend := viewtest.RequireSound(t, timeLegend(tl))
	for i, item := range legend.All("li") {
		mark := viewtest.Read(t, timeMark(TimeMark{Shape: shapes[i], Href: "/s", Title: "x"}, false))
		require.Equal(t, mark.One(t, "path").Attr["d"], item.One(t, "path").Attr["d"], shapes[i])
		require.Equal(t, "time-mark "+shapes[i], item.One(t, "svg").Attr["class"])
		require.Equal(t, "Label of "+shapes[i], item.Words())
	}
	require.Empty(t, viewtest.RequireSound(t, timeLegend(Timeline{})).All("li"))
}

// Names of snapshots are foreign, and addresses stay within this site.
func TestTimeline_HostileMarks(t *testing.T) {
	t.Parallel()
	want := viewtest.Read(t, timeMark(TimeMark{Shape: "many", Count: "3", Highlight: "locked", Title: "nightly"}, true)).Shape()
	for kind, text := range viewtest.ForeignTexts() {
		root := viewtest.Read(t, timeMark(TimeMark{Shape: "many", Count: "3", Highlight: "locked", Title: text}, true))
		require.Equal(t, want, root.Shape(), kind)
	}
	root := viewtest.Read(t, timeMark(TimeMark{Shape: "good", Href: "javascript:alert(1)", Title: "x"}, true))
	require.NotContains(t, root.One(t, "a").Attr["href"], "alert")
}

// A mark without a stem stands for an operation; the target of a pointer is the same for all.
func TestTimeline_StemOnlyOfSnapshots(t *testing.T) {
	t.Parallel()
	for stands, want := range map[bool]int{true: 1, false: 0} {
		mark := viewtest.Read(t, timeMark(TimeMark{At: "5.0%", Y: 9, Shape: "good", Href: "/s", Title: "x"}, stands))
		require.Len(t, mark.All("line.stem"), want)
		require.Equal(t, []string{"18", "20"}, []string{mark.One(t, "rect.target").Attr["width"], mark.One(t, "rect.target").Attr["height"]})
		require.Equal(t, []string{"5.0%", "9"}, []string{mark.One(t, "svg").Attr["x"], mark.One(t, "svg").Attr["y"]})
	}
}

// A picture of days is one image for screen readers, with a description.
func TestCalendar_IsOneImage(t *testing.T) {
	t.Parallel()
	picture := viewtest.RequireSound(t, calendarOf("late", "protected", "late").Drawing()).One(t, "svg.calendar")
	require.Equal(t, "img", picture.Attr["role"])
	require.Equal(t, DayStrip{Days: []DayState{"late", "protected", "late"}}.Label(), picture.Attr["aria-label"])
	var weekdays []string
	for _, text := range picture.All("text[x=0]") {
		weekdays = append(weekdays, text.Words())
	}
	require.Equal(t, []string{"Mon", "Wed", "Fri", "Sun"}, weekdays)
}

// A weekday stands beside the row of its days.
func TestCalendar_WeekdaysAreBesideTheirRows(t *testing.T) {
	t.Parallel()
	picture := viewtest.Read(t, weeksOf(1, time.UTC).Drawing())
	for i, text := range picture.All("text[x=0]") {
		row := number(t, text.Attr["y"])
		top := calendarTop + 2*i*calendarStep
		require.True(t, row > top && row <= top+calendarCell, "%s is at %d", text.Words(), row)
	}
}

// The first day stays the first, also if the contract was read later than that.
func TestCalendar_DaysFollowEachOther(t *testing.T) {
	t.Parallel()
	var c Calendar
	require.False(t, c.Any())
	first := monday(time.UTC)
	for i := range 40 {
		c.Add(first.AddDate(0, 0, i), "protected", 0)
		require.True(t, c.Any())
		require.Equal(t, first.AddDate(0, 0, i), c.at(i))
	}
	require.Equal(t, []CalendarRun{{Days: "19 Oct 2026 – 27 Nov 2026", Text: "protected"}}, c.Runs())
}

// The signs of states differ in the calendar too, and an unknown state is a plain square.
func TestCalendar_SignsOfStates(t *testing.T) {
	t.Parallel()
	marked := map[DayState]int{"late": 1, "failing": 1, "excluded": 1}
	paths := map[string]bool{}
	for _, state := range []DayState{"odd", "late", "failing", "excluded", "protected", "probably", "never", "unknown"} {
		sign := viewtest.Read(t, calendarSign(state))
		require.Len(t, sign.All("rect"), 1, state)
		require.Len(t, sign.All("path"), marked[state], state)
		for _, p := range sign.All("path") {
			require.False(t, paths[p.Attr["d"]], state)
			paths[p.Attr["d"]] = true
		}
		if state == "protected" {
			require.Equal(t, "13", sign.One(t, "svg").Attr["width"])
		}
	}
}

func TestTimelineParts_Golden(t *testing.T) {
	t.Parallel()
	empty := timeline()
	empty.Empty = "No snapshots in this time."
	for name, c := range map[string]templ.Component{"timeline-empty": TimelinePanel(empty), "calendar-week": VolumeCalendar(calendarOf("late", "protected", "failing", "excluded", "never", "unknown", "probably"))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			viewtest.RequireGolden(t, name, c)
		})
	}
}
