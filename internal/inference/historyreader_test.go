package inference

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func creationRequest(id string, status inventory.RequestStatus) inventory.Request {
	return inventory.Request{ID: id, Method: "POST", URL: "/datacenters/d/volumes/v/create-snapshot", CreatedDate: inferenceTime(), Status: status}
}

func TestHistoryReader_ReadsOnDemandAndCaches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var requested []time.Time
		var fails error
		response := []inventory.Request{creationRequest("a", inventory.RequestRunning), {ID: "other", Method: "POST", URL: "/datacenters/d/volumes"}}
		changes := 0
		var notified []inventory.RequestHistory
		var p *HistoryReader
		p = NewHistoryReader(func(_ context.Context, since time.Time, soFar func(int)) (inventory.Listing[inventory.Request], error) {
			requested = append(requested, since)
			soFar(len(response))
			notified = append(notified, p.Cached())
			return inventory.Listing[inventory.Request]{Items: response}, fails
		}, func() { changes++ }, time.Now, slog.New(slog.DiscardHandler))
		go p.Run(t.Context())

		synctest.Wait()
		require.Empty(t, requested, "no caller requested it")
		require.Zero(t, p.Current(time.Time{}))
		synctest.Wait()
		first := p.Current(time.Time{})
		require.Len(t, requested, 1)
		require.Equal(t, time.Now().Add(-historyDepth), requested[0])
		require.Equal(t, []inventory.Request{response[0]}, first.Requests)
		require.Equal(t, time.Now(), first.ReadAt)
		require.Equal(t, 3, changes, "when it begins, when it gets on and when it ends")
		require.True(t, notified[0].Loading)
		require.Equal(t, 2, notified[0].Loaded)
		require.False(t, first.Loading)

		time.Sleep(historyMaxAge - time.Second)
		p.Current(time.Time{})
		synctest.Wait()
		require.Len(t, requested, 1, "it is fresh")

		time.Sleep(time.Second)
		response = []inventory.Request{creationRequest("a", inventory.RequestDone), creationRequest("b", inventory.RequestDone)}
		p.Current(time.Time{})
		synctest.Wait()
		require.Len(t, requested, 2)
		require.Equal(t, first.ReadAt.Add(-historyOverlap), requested[1], "known requests are not read again")
		require.Equal(t, response, p.Cached().Requests)
		require.Equal(t, first.Since, p.Cached().Since)

		time.Sleep(historyRetry)
		p.Current(time.Now().Add(-time.Second))
		synctest.Wait()
		require.Len(t, requested, 3, "something has happened since")

		time.Sleep(historyMaxAge)
		fails = errors.New("away")
		p.Current(time.Time{})
		synctest.Wait()
		require.ErrorIs(t, p.Cached().Err, fails)
		require.Equal(t, response, p.Cached().Requests, "known requests are kept")
		p.Current(time.Time{})
		synctest.Wait()
		require.Len(t, requested, 4, "a failure rests")
		time.Sleep(historyRetry)
		fails = nil
		p.Current(time.Time{})
		synctest.Wait()
		require.NoError(t, p.Cached().Err)
	})
}

// A snapshot takes hours to create, and its request names no snapshot before the end.
func TestHistoryReader_RereadsOpenRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := creationRequest("slow", inventory.RequestRunning)
		slow.CreatedDate = time.Now()
		stuck := creationRequest("stuck", inventory.RequestRunning)
		stuck.CreatedDate = time.Now().Add(-openRequestMaxAge)
		response := []inventory.Request{stuck, slow}
		p := NewHistoryReader(func(_ context.Context, since time.Time, _ func(int)) (inventory.Listing[inventory.Request], error) {
			var list inventory.Listing[inventory.Request]
			for _, r := range response {
				if !r.CreatedDate.Before(since) {
					list.Items = append(list.Items, r)
				}
			}
			return list, nil
		}, func() {}, time.Now, slog.New(slog.DiscardHandler))
		go p.Run(t.Context())
		for range 3 * int(historyOverlap/historyMaxAge) {
			p.Current(time.Time{})
			synctest.Wait()
			time.Sleep(historyMaxAge)
		}
		for i := range response {
			response[i].Status, response[i].Targets = inventory.RequestDone, []inventory.Target{{ID: "s", Type: "snapshot"}}
		}
		p.Current(time.Time{})
		synctest.Wait()
		require.Equal(t, []inventory.Request{stuck, response[1]}, p.Cached().Requests, "a request that is not done after a day is not awaited")
	})
}

// After a failed first read nothing is known, so the next one must read everything.
func TestHistoryReader_FailedFirstReadStartsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		away := errors.New("away")
		var since []time.Time
		p := NewHistoryReader(func(_ context.Context, from time.Time, _ func(int)) (inventory.Listing[inventory.Request], error) {
			if since = append(since, from); len(since) == 1 {
				return inventory.Listing[inventory.Request]{}, away
			}
			return inventory.Listing[inventory.Request]{Items: []inventory.Request{creationRequest("a", inventory.RequestDone)}}, nil
		}, func() {}, time.Now, slog.New(slog.DiscardHandler))
		go p.Run(t.Context())
		p.Current(time.Time{})
		synctest.Wait()
		first := p.Cached()
		require.ErrorIs(t, first.Err, away)
		require.Zero(t, first.ReadAt, "it was never read")
		require.False(t, first.Loading)
		time.Sleep(historyRetry)
		p.Current(time.Time{})
		synctest.Wait()
		require.Equal(t, time.Now().Add(-historyDepth), since[1])
		require.NoError(t, p.Cached().Err)
		require.Equal(t, since[1], p.Cached().Since)
	})
}

// The end in the middle of a read is no failure.
func TestHistoryReader_EndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := NewHistoryReader(func(ctx context.Context, _ time.Time, _ func(int)) (inventory.Listing[inventory.Request], error) {
			<-ctx.Done()
			return inventory.Listing[inventory.Request]{}, ctx.Err()
		}, func() {}, time.Now, slog.New(slog.DiscardHandler))
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(ctx)
		}()
		p.Current(time.Time{})
		synctest.Wait()
		require.True(t, p.Cached().Loading)
		cancel()
		<-ended
		require.Equal(t, inventory.RequestHistory{}, p.Cached())
	})
}

func TestMergeRequests_NewestVersionOfEachCreate(t *testing.T) {
	t.Parallel()
	at := func(id string, minutes int, status inventory.RequestStatus) inventory.Request {
		r := creationRequest(id, status)
		r.CreatedDate = inferenceTime().Add(time.Duration(minutes) * time.Minute)
		return r
	}
	other := at("other", 1, inventory.RequestDone)
	other.URL = "/datacenters/d/volumes"
	old := []inventory.Request{at("b", 2, inventory.RequestRunning), at("c", 3, inventory.RequestDone)}
	got := mergeRequests(old, []inventory.Request{at("d", 2, inventory.RequestDone), other, at("b", 2, inventory.RequestDone), at("a", 1, inventory.RequestQueued)})
	require.Equal(t, []inventory.Request{at("a", 1, inventory.RequestQueued), at("b", 2, inventory.RequestDone), at("d", 2, inventory.RequestDone), at("c", 3, inventory.RequestDone)}, got)
	require.Equal(t, inventory.RequestRunning, old[0].Status, "the returned history is not changed")
}
