package cloud

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryAfter_Forms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	for name, c := range map[string]struct {
		header, date string
		want         time.Duration
	}{
		"missing":               {"", "", 0},
		"seconds":               {"30", "", 30 * time.Second},
		"spaces":                {" 30 ", "", 30 * time.Second},
		"half a second":         {"0.5", "", 500 * time.Millisecond},
		"zero":                  {"0", "", 0},
		"negative":              {"-3", "", 0},
		"not a number":          {"NaN", "", 0},
		"without end":           {"Inf", "", time.Hour},
		"days":                  {"999999999999", "", time.Hour},
		"date":                  {date(42 * time.Second), "", 42 * time.Second},
		"date past":             {date(-time.Hour), "", 0},
		"date by their clock":   {date(time.Minute), date(50 * time.Second), 10 * time.Second},
		"date, clock unknown":   {date(time.Minute), "yesterday", time.Minute},
		"date next year":        {date(9000 * time.Hour), "", time.Hour},
		"older date form":       {now.Add(7 * time.Second).Format(time.ANSIC), "", 7 * time.Second},
		"words":                 {"soon", "", 0},
		"seconds with a letter": {"3s", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := http.Header{}
			h.Set("Retry-After", c.header)
			if c.date != "" {
				h.Set("Date", c.date)
			}
			require.Equal(t, c.want, retryAfter(h, now))
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"30", "0.1", "Mon, 23 Nov 2026 12:00:30 GMT", "-1", "1e300"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		wait := retryAfter(http.Header{"Retry-After": {text}}, time.Unix(0, 0))
		require.True(t, wait >= 0 && wait <= maxRetryAfter)
	})
}
