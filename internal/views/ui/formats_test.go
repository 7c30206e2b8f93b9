package ui_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
)

func TestPercentText_HasTwoDigits(t *testing.T) {
	t.Parallel()
	for p, want := range map[float64]string{0: "0.00%", 33.333: "33.33%", 66.666: "66.67%", 100: "100.00%", 0.004: "0.00%"} {
		require.Equal(t, want, ui.PercentText(p))
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func TestMoment_ShownInZoneAndWrittenInUTC(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC) // a second before the clocks change in Berlin
	for _, c := range []struct {
		zone, exact string
		at          time.Time
	}{
		{"UTC", "2026-03-29 00:59:59 UTC", night},
		{"Europe/Berlin", "2026-03-29 01:59:59 CET", night},
		{"Europe/Berlin", "2026-03-29 03:00:00 CEST", night.Add(time.Second)},
		{"America/New_York", "2026-03-28 20:59:59 EDT", night},
		{"Asia/Kolkata", "2026-03-29 06:29:59 IST", night},
	} {
		m := ui.MomentOf(c.at.In(zone(t, "Asia/Tokyo")), c.at, zone(t, c.zone))
		require.Equal(t, c.exact, m.Exact)
		require.Equal(t, c.at.Format(time.RFC3339), m.ISO, "the zone of the time itself does not matter")
		require.Equal(t, "just now", m.Ago)
	}
}

func TestMoment_KindsDifferInFuture(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		in            time.Duration
		ago, due, age string
	}{
		{0, "just now", "just now", "0 s"},
		{time.Second, "just now", "just now", "0 s"},
		{time.Minute, "just now", "just now", "0 s"},
		{time.Minute + time.Second, "just now", "in 1 min", "0 s"},
		{30 * time.Hour, "just now", "in 30 h", "0 s"},
		{90 * 24 * time.Hour, "just now", "in 3 months", "0 s"},
		{-5 * time.Second, "5 s ago", "5 s ago", "5 s"},
		{-47 * time.Hour, "47 h ago", "47 h ago", "47 h"},
		{-48 * time.Hour, "2 days ago", "2 days ago", "2 d"},
		{-59 * 24 * time.Hour, "59 days ago", "59 days ago", "59 d"},
		{-60 * 24 * time.Hour, "2 months ago", "2 months ago", "60 d"},
		{-729 * 24 * time.Hour, "24 months ago", "24 months ago", "729 d"},
		{-730 * 24 * time.Hour, "2 years ago", "2 years ago", "730 d"},
	} {
		at := now.Add(c.in)
		require.Equal(t, c.ago, ui.MomentOf(at, now, time.UTC).Ago, "%s: a clock that is ahead", c.in)
		require.Equal(t, c.due, ui.DueMomentOf(at, now, time.UTC).Ago, "%s: a due moment", c.in)
		require.Equal(t, c.age, ui.AgeOf(at, now, time.UTC).Ago, "%s: an age", c.in)
		require.True(t, ui.DueMomentOf(at, now, time.UTC).Due)
		require.False(t, ui.MomentOf(at, now, time.UTC).Due)
	}
}

func TestMoment_ZeroIsUnknownInEachKind(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]ui.Moment{
		"moment": ui.MomentOf(time.Time{}, time.Unix(0, 0), time.UTC), "due": ui.DueMomentOf(time.Time{}, time.Unix(0, 0), time.UTC), "age": ui.AgeOf(time.Time{}, time.Unix(0, 0), time.UTC),
	} {
		require.False(t, m.Known(), name)
		require.False(t, m.Due, name)
		require.Empty(t, m.ISO, name)
		require.Empty(t, m.Exact, name)
	}
	require.True(t, ui.MomentOf(time.Unix(0, 0), time.Unix(0, 0), time.UTC).Known(), "the year 1970 is a time")
}

func TestMoment_ExtremeTimes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	require.Equal(t, "more than 100 years ago", ui.MomentOf(time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), now, time.UTC).Ago)
	require.Equal(t, "in more than 100 years", ui.DueMomentOf(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), now, time.UTC).Ago)
	for _, far := range []time.Duration{math.MinInt64, math.MinInt64 + 1, math.MaxInt64} {
		require.Positive(t, ui.AgoValidFor(far)+1)
		require.Positive(t, ui.AgeValidFor(far))
	}
	require.Equal(t, "just now", ui.MomentOf(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), now, time.UTC).Ago)
}

func TestSpanAndLeft_AreNeverNegative(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Hour: "0 s", 0: "0 s", 59 * time.Second: "59 s", 90 * time.Second: "1 min", 36 * time.Hour: "36 h", 9 * 24 * time.Hour: "9 days", 400 * 24 * time.Hour: "13 months",
	} {
		require.Equal(t, want, ui.Span(d))
		require.Equal(t, want+" left", ui.Left(d))
	}
}

func TestElapsed_CountsBeyondOneDay(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		59*time.Minute + 59*time.Second: "59:59", time.Hour: "1:00:00", 100*time.Hour + time.Second: "100:00:01", 999 * time.Millisecond: "0:00",
	} {
		require.Equal(t, want, ui.Elapsed(d))
	}
}

func TestAgeValidFor_FutureTimeEndsAfterFirstSecond(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]time.Duration{
		-time.Minute: time.Minute + time.Second, 0: time.Second, 90 * time.Second: 30 * time.Second, 47*time.Hour + time.Minute: 59 * time.Minute, 50 * time.Hour: 22 * time.Hour,
	} {
		require.Equal(t, want, ui.AgeValidFor(d), "%s", d)
		require.NotEqual(t, ui.Age(d), ui.Age(d+want), "%s: no longer than that", d)
	}
}

func TestShortHTML_EscapesItsTexts(t *testing.T) {
	t.Parallel()
	m := ui.Moment{ISO: "2026-11-23T12:00:00Z", Exact: `"<b>`, Ago: "<i>"}
	require.Equal(t, `<time datetime="2026-11-23T12:00:00Z" title="&#34;&lt;b&gt;" data-short>&lt;i&gt;</time>`, m.ShortHTML())
	require.NotContains(t, ui.Moment{Ago: "unknown"}.ShortHTML(), "<time", "an unknown time has no date")
}

func TestNoticeIcon_DiffersByTone(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"check", "alert", "info", "info", "info"}, []string{ui.NoticeIcon("good"), ui.NoticeIcon("bad"), ui.NoticeIcon("warn"), ui.NoticeIcon(""), ui.NoticeIcon("odd")})
}
