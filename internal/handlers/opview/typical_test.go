package opview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestDurationRangeText_RoundsLikeSpeech(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		low, high time.Duration
		want      string
	}{
		{0, 200 * time.Millisecond, "1 s"},
		{20 * time.Second, 20*time.Second + time.Millisecond, "20 s"},
		{20 * time.Second, 45 * time.Second, "20 s to 45 s"},
		{80 * time.Second, 4 * time.Minute, "80 s to 4 min"},
		{3 * time.Minute, 3*time.Minute + 10*time.Second, "3 min"},
	} {
		require.Equal(t, c.want, durationRangeText(operation.DurationRange{Low: c.low, High: c.high}))
	}
}

// The open requests of the data center from before the operation's own are ahead of it.
func TestAcceptedText_CountsRequestsAhead(t *testing.T) {
	t.Parallel()
	request := func(id, dc string, minute int) inventory.Request {
		return inventory.Request{
			ID: id, Method: "POST", URL: "/datacenters/" + dc + "/servers", Status: inventory.RequestQueued,
			CreatedDate: time.Date(2026, time.March, 29, 12, minute, 0, 0, time.UTC),
		}
	}
	v := inventory.NewView(inventory.Listings{Requests: []inventory.Request{request("a", "dc", 0), request("elsewhere", "other", 0), request("b", "dc", 1), request("mine", "dc", 2)}}, time.Time{})
	op := operation.Operation{Kind: operation.CreateSnapshot, DatacenterID: "dc", DatacenterName: "prod", RequestID: "mine"}
	require.Equal(t, "Accepted, waiting for prod, 2 ahead", acceptedText(op, v))
	op.RequestID = "a"
	require.Equal(t, "Accepted", acceptedText(op, v), "it is the first")
	op.RequestID = "unlisted"
	require.Equal(t, "Accepted", acceptedText(op, v), "the requests ahead are unknown")
	op.Kind, op.RequestID = operation.LockSnapshot, "mine"
	require.Equal(t, "Accepted", acceptedText(op, v), "an operation on a snapshot does not wait for a data center")
}
