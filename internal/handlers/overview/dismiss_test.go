package overview

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/notice"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// dismissals stores dismissals in memory.
type dismissals struct {
	all       []coverage.Dismissal
	forgotten []coverage.Dismissal
	err       error // of Dismiss
}

func (d *dismissals) Dismissals(context.Context) ([]coverage.Dismissal, error) { return d.all, nil }

func (d *dismissals) Dismiss(_ context.Context, x coverage.Dismissal, _ string) error {
	if d.err == nil {
		d.all = append(d.all, x)
	}
	return d.err
}

func (d *dismissals) ForgetDismissals(_ context.Context, over []coverage.Dismissal) error {
	d.forgotten = append(d.forgotten, over...)
	return nil
}

// dismissOn sends the form and returns the target of the redirect.
func dismissOn(t *testing.T, s *Handlers, form url.Values) (string, error) {
	t.Helper()
	c, answer := areatest.Post(auth.RoleOperator, paths.DismissPath, form)
	err := s.dismiss(c)
	return answer.Header().Get("Location"), err
}

func seenAt(ago time.Duration) string { return areatest.Noon.Add(-ago).Format(time.RFC3339Nano) }

func TestDismiss_HidesShownFailures(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1).Failed("a", "server", time.Hour).Failed("b", "server", 2*time.Hour)
	for name, q := range map[string]struct {
		form   url.Values
		notice string
		left   int // the failures that are still open
	}{
		"all of a cause":      {url.Values{"cause": {"server"}, "seen": {seenAt(time.Hour)}}, notice.Dismissed, 0},
		"of one volume":       {url.Values{"cause": {"server"}, "volume": {"b"}, "seen": {seenAt(2 * time.Hour)}}, notice.Dismissed, 1},
		"a newer one exists":  {url.Values{"cause": {"server"}, "seen": {seenAt(90 * time.Minute)}}, notice.Newer, 2},
		"another cause":       {url.Values{"cause": {"quota"}, "seen": {seenAt(time.Hour)}}, notice.Dismissed, 2},
		"an unknown volume":   {url.Values{"cause": {"server"}, "volume": {"gone"}, "seen": {seenAt(time.Hour)}}, notice.Dismissed, 2},
		"back to elsewhere":   {url.Values{"cause": {"server"}, "seen": {seenAt(time.Hour)}, "back": {"//evil.example/"}}, notice.Dismissed, 0},
		"back to the volumes": {url.Values{"cause": {"server"}, "seen": {seenAt(time.Hour)}, "back": {"/volumes"}}, notice.Dismissed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &dismissals{}
			s, req, r := setup(c, func(d *web.Deps) { d.Dismissals = store })
			to, err := dismissOn(t, s, q.form)
			require.NoError(t, err)
			require.Contains(t, to, "notice="+q.notice)
			require.True(t, strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//"), to)
			open := 0
			for _, g := range s.Failures.Of(t.Context(), r, req.Now) {
				open += len(g.Failures)
			}
			require.Equal(t, q.left, open)
			if len(store.all) > 0 {
				require.Equal(t, "ada", store.all[0].By)
				require.Equal(t, areatest.Noon, store.all[0].At)
			}
		})
	}
}

func TestDismiss_RefusesEmptyForm(t *testing.T) {
	t.Parallel()
	store := &dismissals{}
	s, _, _ := setup(areatest.NewContract(), func(d *web.Deps) { d.Dismissals = store })
	for _, form := range []url.Values{
		{}, {"cause": {"server"}}, {"cause": {"server"}, "seen": {"yesterday"}}, {"seen": {seenAt(0)}}, {"cause": {strings.Repeat("x", maxCause+1)}, "seen": {seenAt(0)}},
	} {
		_, err := dismissOn(t, s, form)
		var refused *echo.HTTPError
		require.ErrorAs(t, err, &refused, "%v", form)
		require.Equal(t, http.StatusBadRequest, refused.Code)
	}
	require.Empty(t, store.all)
	_, err := dismissOn(t, s, url.Values{"cause": {strings.Repeat("x", maxCause)}, "seen": {seenAt(0)}})
	require.NoError(t, err, "a cause may be so long")
}

func TestDismiss_FailsWhenItIsNotStored(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	s, _, _ := setup(areatest.NewContract(), func(d *web.Deps) { d.Dismissals = &dismissals{err: full} })
	_, err := dismissOn(t, s, url.Values{"cause": {"server"}, "seen": {seenAt(0)}})
	require.ErrorIs(t, err, full)
}

func TestOverDismissals_ForgetsObsoleteOnes(t *testing.T) {
	t.Parallel()
	s, _, _ := setup(areatest.NewContract().Volume("a", 1).Failed("a", "server", time.Hour))
	hides := coverage.Dismissal{Cause: "server", By: "ada", At: areatest.Noon}
	young := coverage.Dismissal{Cause: "delete-snapshot/server", At: areatest.Noon.Add(-recentFailures)}
	over := s.overDismissals([]coverage.Dismissal{
		hides, young, {Cause: "quota", At: areatest.Noon}, {Cause: "delete-snapshot/busy", At: areatest.Noon.Add(-recentFailures - 1)},
	}, areatest.Noon)
	var causes []string
	for _, d := range over {
		causes = append(causes, d.Cause)
	}
	require.ElementsMatch(t, []string{"quota", "delete-snapshot/busy"}, causes)
}

func TestFailedOperations_DismissedUntilNextFailure(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Operation(failedOp("d1", operation.DeleteSnapshot, "server", 2*time.Hour))
	dismissed := &dismissals{all: []coverage.Dismissal{{Cause: "delete-snapshot/server", By: "ada", At: areatest.Noon.Add(-time.Hour)}}}
	s, req, _ := setup(c, func(d *web.Deps) { d.Dismissals = dismissed })
	lines, hidden := s.failedOperations(t.Context(), req)
	require.Empty(t, lines)
	require.Equal(t, "ada", hidden[0].By)
	s.Operations.Put(failedOp("d2", operation.DeleteSnapshot, "server", time.Minute))
	lines, hidden = s.failedOperations(t.Context(), req)
	require.Len(t, lines, 1, "the volume failed again later")
	require.Empty(t, hidden)
}

func TestDismissedGroups_NameUserAndTargets(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1).Volume("b", 1).Failed("a", "server", time.Hour).Failed("b", "server", 2*time.Hour)
	s, req, r := setup(c, func(d *web.Deps) {
		d.Dismissals = &dismissals{all: []coverage.Dismissal{{Cause: "server", VolumeID: "b", By: "eve", At: areatest.Noon}}}
	})
	groups := s.Failures.Of(t.Context(), r, req.Now)
	hidden := dismissedGroups(req, groups)
	require.Len(t, hidden, 1)
	require.Equal(t, "eve", hidden[0].By)
	require.Equal(t, []string{"b"}, namesOf(hidden[0].Names))
	require.Len(t, s.failureLines(req, groups), 1, "the other one is still open")
}
