package views

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/viewtest"
)

// monday begins the weeks of a calendar, a week before the clocks change in Berlin.
func monday(zone *time.Location) time.Time { return time.Date(2026, 10, 19, 0, 0, 0, 0, zone) }

// weeksOf returns a calendar of protected days.
func weeksOf(n int, zone *time.Location) (c Calendar) {
	for i := range 7 * n {
		c.Add(monday(zone).AddDate(0, 0, i), "protected", 0)
	}
	return c
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

func TestCalendar_HasColumnPerWeekAndRowPerWeekday(t *testing.T) {
	t.Parallel()
	places := regexp.MustCompile(`^translate\((\d+) (\d+)\)$`)
	for _, days := range []int{1, 7, 8, 62, 371} {
		root := viewtest.Read(t, calendarOf(slices.Repeat([]DayState{"late"}, days)...).Drawing())
		picture, cells := root.One(t, "svg.calendar"), root.All("g")
		require.Len(t, cells, days)
		width, height := number(t, picture.Attr["width"]), number(t, picture.Attr["height"])
		require.Equal(t, "0 0 "+picture.Attr["width"]+" "+picture.Attr["height"], picture.Attr["viewbox"])
		seen := map[string]bool{}
		for i, cell := range cells {
			place := places.FindStringSubmatch(cell.Attr["transform"])
			require.Len(t, place, 3)
			x, y := number(t, place[1]), number(t, place[2])
			require.Equal(t, calendarLeft+i/7*calendarStep, x, "a week is a column")
			require.Equal(t, calendarTop+i%7*calendarStep, y, "a weekday is a row")
			require.LessOrEqual(t, x+calendarCell, width)
			require.LessOrEqual(t, y+calendarCell, height)
			require.False(t, seen[place[0]], "two days at one place")
			seen[place[0]] = true
		}
	}
}

func TestCalendar_CountsDaysNotHoursWhenClocksChange(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	titles := viewtest.Read(t, weeksOf(2, berlin).Drawing()).All("title")
	require.Equal(t, "Sun 25 Oct 2026: protected", titles[6].Words(), "the day of 25 hours")
	require.Equal(t, "Mon 26 Oct 2026: protected", titles[7].Words())
	require.Equal(t, "Sun 1 Nov 2026: protected", titles[13].Words())
}

func TestCalendar_MonthsAreWhereTheyBeginAndHaveRoom(t *testing.T) {
	t.Parallel()
	for weeks, want := range map[int][]string{1: nil, 2: nil, 3: nil, 5: {"Nov"}, 10: {"Nov", "Dec"}, 30: {"Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May"}} {
		var months []string
		before := -100
		for _, text := range viewtest.Read(t, weeksOf(weeks, time.UTC).Drawing()).All("text[y=10]") {
			months = append(months, text.Words())
			x := number(t, text.Attr["x"])
			require.GreaterOrEqual(t, x-before, 2*calendarStep, "%s covers the month before", text.Words())
			before = x
		}
		require.Equal(t, want, months, "%d weeks", weeks)
	}
}

func TestCalendar_RunsAreNewestFirstWithoutGaps(t *testing.T) {
	t.Parallel()
	c := calendarOf("late", "late", "protected", "failing", "failing", "failing", "late")
	require.Equal(t, []CalendarRun{
		{"8 Nov 2026", "late"}, {"5 Nov 2026 – 7 Nov 2026", "failed"}, {"4 Nov 2026", "protected"}, {"2 Nov 2026 – 3 Nov 2026", "late"},
	}, c.Runs())
	require.Equal(t, []CalendarRun{{"2 Nov 2026 – 11 Nov 2026", "unknown"}}, calendarOf(slices.Repeat([]DayState{"unknown"}, 10)...).Runs())
	require.Empty(t, Calendar{}.Runs())
}

func TestCalendar_LegendListsOccurringStatesInFixedOrder(t *testing.T) {
	t.Parallel()
	require.Equal(t, []DayState{"protected", "late", "unknown"}, calendarOf("unknown", "late", "protected", "late").Legend())
	require.Empty(t, Calendar{}.Legend())
	all := dayStates()
	require.Equal(t, all[:], calendarOf(all[:]...).Legend())
}

func TestCalendar_DaysNameTheirSnapshots(t *testing.T) {
	t.Parallel()
	var c Calendar
	for i, made := range []int{0, 1, 1200} {
		c.Add(monday(time.UTC).AddDate(0, 0, i), "late", made)
	}
	var texts []string
	for _, title := range viewtest.Read(t, c.Drawing()).All("title") {
		texts = append(texts, title.Words())
	}
	require.Equal(t, []string{"Mon 19 Oct 2026: late", "Tue 20 Oct 2026: late, 1 snapshot", "Wed 21 Oct 2026: late, 1 200 snapshots"}, texts)
}

func TestCalendar_NotDrawnWithoutDays(t *testing.T) {
	t.Parallel()
	require.False(t, Calendar{}.Any())
	root := viewtest.RequireSound(t, VolumeCalendar(Calendar{}))
	require.Empty(t, root.All("svg"))
	require.Empty(t, root.All("details"))
	require.Len(t, viewtest.RequireSound(t, VolumeCalendar(weeksOf(1, time.UTC))).All("ul.runs"), 1)
}

// A sign in the legend is drawn like that of the days that it explains.
func TestCalendar_LegendShowsSignsOfDays(t *testing.T) {
	t.Parallel()
	for _, state := range dayStates() {
		page := viewtest.RequireSound(t, VolumeCalendar(calendarOf(state)))
		days := page.One(t, "svg[role=img]").All("g.d-" + string(state))
		sign := page.One(t, "ul.legend").One(t, "g.d-"+string(state))
		require.Len(t, days, 1, state)
		require.Equal(t, days[0].One(t, "rect").Attr, sign.One(t, "rect").Attr, state)
		require.Equal(t, len(days[0].All("path")), len(sign.All("path")), state)
	}
}

func TestDayState_NamesAndShapesDiffer(t *testing.T) {
	t.Parallel()
	names, shapes := map[string]bool{}, map[string]bool{}
	states := dayStates()
	for _, state := range states {
		require.NotEmpty(t, state.Text())
		var shape strings.Builder
		dayShape(&shape, state, 0)
		names[state.Text()], shapes[shape.String()] = true, true
	}
	require.Len(t, names, len(states))
	require.Len(t, shapes, len(states), "states differ not only in colour")
	require.Equal(t, "odd", DayState("odd").Text())
}

func TestDayStrip_DrawsEachDayOnceInPlace(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	days := []DayState{"late", "never", "late", "protected", "excluded", "failing", "probably", "unknown"}
	DayStrip{Days: days}.Draw(&b)
	root := viewtest.Parse(t, b.String())
	require.Equal(t, strconv.Itoa(len(days)*dayWidth), root.One(t, "svg").Attr["width"])
	begins := map[string][]string{}
	for _, path := range root.All("path") {
		for _, m := range regexp.MustCompile(`M(\d+)`).FindAllStringSubmatch(path.Attr["d"], -1) {
			begins[path.Attr["class"]] = append(begins[path.Attr["class"]], m[1])
		}
	}
	require.Equal(t, map[string][]string{
		"d-late": {"0", "14"}, "d-never": {"7"}, "d-protected": {"21"}, "d-excluded": {"28"}, "d-failing": {"35"}, "d-probably": {"42"}, "d-unknown": {"49"},
	}, begins)
}

func TestDayStrip_LabelCountsDays(t *testing.T) {
	t.Parallel()
	for want, days := range map[string][]DayState{
		"Last 0 days:":        nil,
		"Last 1 days: 1 late": {"late"},
		"Last 4 days: 2 protected, 1 late, 1 never": {"never", "protected", "late", "protected"},
	} {
		require.Equal(t, want, DayStrip{Days: days}.Label())
	}
}

func TestHeatPath_StaysWithinItsDays(t *testing.T) {
	t.Parallel()
	begin := regexp.MustCompile(`M(\d+)`)
	for _, state := range []string{"protected", "probably", "late", "failing", "excluded", "unknown", "odd"} {
		path := HeatPath(state, 3, 4)
		var at []string
		for _, m := range begin.FindAllStringSubmatch(path, -1) {
			at = append(at, m[1])
		}
		require.Equal(t, []string{"30", "40", "50", "60"}, at, "%s has a shape for each day", state)
		require.Empty(t, HeatPath(state, 3, 0), "no days, no shape")
	}
	require.Equal(t, "M30 3h39v10h-39zm1 1v8h37v-8z", HeatPath("never", 3, 4), "one hollow bar, a unit short of the next day")
	require.Equal(t, "0 0 300 16", heatBox(30))
}

func TestHeatPath_StatesDifferWithoutColour(t *testing.T) {
	t.Parallel()
	shapes := map[string]string{}
	for _, run := range heatLegend() {
		path := HeatPath(run.State, 0, 1)
		require.Empty(t, shapes[path], "%s looks as %s does", run.State, shapes[path])
		shapes[path] = run.State
		require.NotEmpty(t, run.Text)
	}
	require.NotContains(t, shapes, HeatPath("excluded", 0, 1))
}

func TestProtection_SignsDifferByState(t *testing.T) {
	t.Parallel()
	signs := map[string]string{}
	for _, state := range []string{"protected", "probably", "late", "failing", "excluded", "never"} {
		sign := Protection{State: state}.Glyph()
		require.Empty(t, signs[sign], "%s looks as %s does", state, signs[sign])
		signs[sign] = state
	}
	require.Equal(t, "ring", Protection{State: "odd"}.Glyph(), "a state of tomorrow is shown as not known")
}

func TestProtection_ShowsGivenParts(t *testing.T) {
	t.Parallel()
	age := moment()
	for name, c := range map[string]struct {
		p       Protection
		present []string
		absent  []string
	}{
		"only a state":  {Protection{State: "late", Label: "Late"}, []string{"[data-coverage=late]", "span.p-late", "span.word"}, []string{"span.age", "span.why", "span.about", "span.bad"}},
		"an age":        {Protection{State: "late", Age: &age}, []string{"span.age", "time[data-short]"}, []string{"span.why"}},
		"a likely one":  {Protection{State: "probably", Likely: true}, []string{"span.about[aria-hidden=true]", "span.hidden"}, nil},
		"a reason":      {Protection{State: "never", Detail: "quota"}, []string{"span.why.may-clip"}, []string{"span.age"}},
		"a failed last": {Protection{State: "protected", Failed: true}, []string{"span.bad[role=img][aria-label=the newest attempt failed]"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := viewtest.RequireSound(t, ProtectionState(c.p))
			for _, selector := range c.present {
				require.Len(t, root.All(selector), 1, selector)
			}
			for _, selector := range c.absent {
				require.Empty(t, root.All(selector), selector)
			}
		})
	}
}

func TestRestorePoint_MarksSnapshotToRestore(t *testing.T) {
	t.Parallel()
	for latest, stars := range map[bool]int{true: 1, false: 0} {
		var b strings.Builder
		RestorePoint{Clock: "today 16:20", Latest: latest}.Draw(&b)
		root := viewtest.Parse(t, b.String())
		require.Len(t, root.All("span[role=img]"), stars)
		require.Len(t, root.All("span.restore-point[data-latest]"), stars)
		require.Empty(t, root.All("strong"), "without an age")
	}
}
