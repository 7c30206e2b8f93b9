package overview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/sample"
)

func forecastOn(gb ...float64) sample.Forecast {
	return sample.ForecastOf(sample.HDDUse(contractDays(gb...)))
}

func TestForecastText_EachOutcome(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(areatest.NewContract())
	for name, c := range map[string]struct {
		gb   []float64
		want string
	}{
		"no samples":        {nil, "0 of 7 days"},
		"too few":           {growing(6, 100, 1), "6 of 7 days"},
		"full":              {growing(8, 1000, 0), "is full"},
		"will be full":      {growing(11, 400, 50), "22 Nov"},
		"in another year":   {growing(11, 400, 10), "9 Jan 2027"},
		"in years":          {growing(11, 100, 0.1), "+0.1 GB a day"},
		"flat":              {growing(11, 100, 0), "Not growing"},
		"it shrinks":        {growing(11, 500, -10), "Not growing"},
		"slower than shown": {growing(11, 100, 0.06), "+0.1 GB a day"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, forecastText(req, forecastOn(c.gb...)), c.want)
		})
	}
}

func TestForecastSuffix_OnlyWithDay(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(areatest.NewContract())
	require.Contains(t, forecastSuffix(req, forecastOn(growing(11, 400, 50)...)), "22 Nov")
	for _, gb := range [][]float64{nil, growing(6, 100, 1), growing(8, 1000, 0), growing(11, 100, 0)} {
		require.Empty(t, forecastSuffix(req, forecastOn(gb...)))
	}
}

func TestQuotaChart_EndsWhereQuotaIsFull(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(areatest.NewContract())
	chart := func(gb ...float64) (to, future string, none bool) {
		uses := sample.HDDUse(contractDays(gb...))
		c := quotaChart(req, uses, sample.ForecastOf(uses))
		if c == nil {
			return "", "", true
		}
		require.Len(t, c.Rows, len(gb))
		return c.To, c.Future, false
	}
	_, _, none := chart(5)
	require.True(t, none, "a single day makes no line")
	to, future, _ := chart(growing(6, 100, 1)...)
	require.Equal(t, "20 Nov", to)
	require.Empty(t, future, "without a forecast it ends today")
	to, future, _ = chart(growing(11, 400, 50)...)
	require.Equal(t, "22 Nov", to)
	require.NotEmpty(t, future)
	to, future, _ = chart(growing(11, 100, 1)...)
	require.Equal(t, "4 Jan 2027", to, "not further than 45 days")
	require.NotEmpty(t, future)
	to, future, _ = chart(growing(11, 900, 10)...)
	require.Equal(t, "20 Nov", to)
	require.Empty(t, future, "a full quota has no future")
}

func TestQuotaPanel_NoForecastWithoutLimit(t *testing.T) {
	t.Parallel()
	s, req, _ := setup(areatest.NewContract())
	require.Empty(t, s.quotaPanel(req, contractDays(growing(11, 100, 1)...)).Meters)
	s, req, _ = setup(areatest.NewContract().SSDQuota(1, 10))
	p := s.quotaPanel(req, contractDays(growing(11, 100, 1)...))
	require.Len(t, p.Meters, 1)
	require.Empty(t, p.Forecast, "the quota of snapshots is not known")
	s, req, _ = setup(areatest.NewContract().Quota(200, 1000).SSDQuota(1, 10))
	p = s.quotaPanel(req, contractDays(growing(11, 100, 1)...))
	require.Len(t, p.Meters, 2)
	require.NotEmpty(t, p.Forecast)
	require.NotNil(t, p.Chart)
}

func TestDateText_YearOnlyWhenItIsAnother(t *testing.T) {
	t.Parallel()
	_, req, _ := setup(areatest.NewContract())
	for date, want := range map[time.Time]string{
		time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC): "1 Jan", time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC): "31 Dec 2025", time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC): "1 Jan 2027",
	} {
		require.Equal(t, want, dateText(req, date))
	}
}

func TestRunningPanel_PlannedIsNotRunning(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1)
	for i := range maxRunning + 3 {
		c.Operation(operation.Operation{ID: string(rune('a' + i)), Kind: operation.CreateSnapshot, State: operation.Provisioning, VolumeID: "a"})
	}
	c.Operation(deletion("planned", "", operation.Queued, time.Minute), deletion("done", "", operation.Done, 0))
	s, req, _ := setup(c)
	p := s.runningPanel(req)
	require.Len(t, p.Lines, maxRunning)
	require.Equal(t, 3, p.More)
	for _, line := range p.Lines {
		require.Equal(t, string(operation.Provisioning), line.State)
		require.Equal(t, "/operations/"+line.ID, line.Href)
	}
}

// What runs is never hidden behind what waits for it.
func TestRunningPanel_RunningThenNextInLane(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1)
	states := map[string]operation.State{"running": operation.Provisioning}
	for i := range maxRunning + 1 {
		states["waiting-"+string(rune('a'+i))] = []operation.State{operation.Queued, operation.Waiting}[i%2]
	}
	for id, state := range states {
		c.Operation(operation.Operation{ID: id, Kind: operation.CreateSnapshot, State: state, VolumeID: "a", CreatedAt: areatest.Noon.Add(time.Duration(id[len(id)-1]) * time.Second)})
	}
	s, req, _ := setup(c)
	var ids []string
	for _, line := range s.runningPanel(req).Lines {
		ids = append(ids, line.ID)
	}
	require.Equal(t, []string{"running", "waiting-a", "waiting-b", "waiting-c", "waiting-d"}, ids)
}

func TestForeignRequests_OnlyOfOtherClients(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Operation(operation.Operation{ID: "own", Kind: operation.CreateSnapshot, State: operation.Accepted, RequestID: "r1"})
	s, req, _ := setup(c)
	require.Empty(t, s.foreignRequests(req))
	request := func(id, url, by string) inventory.Request {
		return inventory.Request{ID: id, Method: "DELETE", URL: url, CreatedBy: by, Status: inventory.RequestRunning, CreatedDate: areatest.Noon}
	}
	c.Requests = []inventory.Request{request("r1", "/snapshots/s", "me"), request("r2", "/datacenters/fra/volumes/v", "ada@example.com"), request("r3", "/snapshots/s", "")}
	s, req, _ = setup(c)
	others := s.foreignRequests(req)
	require.Len(t, others, 2)
	byID := map[string]string{}
	for _, o := range others {
		byID[o.ID] = o.By
	}
	require.Equal(t, "ada@example.com", byID["r2"])
	require.NotEmpty(t, byID["r3"], "the user who requested it")
	for _, o := range others {
		require.Equal(t, o.ID == "r2", o.Datacenter.Href != "", "a snapshot is in no data center")
	}
}
