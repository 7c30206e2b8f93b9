package inventory

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func creationRequest(id string, status RequestStatus) Request {
	return Request{ID: id, Method: "POST", URL: "/datacenters/d/volumes/v/create-snapshot", CreatedDate: guessed(), Status: status}
}

func TestThePastIsReadWhenSomebodyLooksAndRememberedForMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Time
		var fails error
		answer := []Request{creationRequest("a", RequestRunning), {ID: "other", Method: "POST", URL: "/datacenters/d/volumes"}}
		changes := 0
		var told []Recollection
		var p *Past
		p = NewPast(func(_ context.Context, since time.Time, soFar func(int)) (Listing[Request], error) {
			asked = append(asked, since)
			soFar(len(answer))
			told = append(told, p.Known())
			return Listing[Request]{Items: answer}, fails
		}, func() { changes++ }, time.Now, slog.New(slog.DiscardHandler))
		go p.Run(t.Context())

		synctest.Wait()
		require.Empty(t, asked, "nobody has looked")
		require.Zero(t, p.Look(time.Time{}))
		synctest.Wait()
		first := p.Look(time.Time{})
		require.Len(t, asked, 1)
		require.Equal(t, time.Now().Add(-pastReach), asked[0])
		require.Equal(t, []Request{answer[0]}, first.Requests)
		require.Equal(t, time.Now(), first.ReadAt)
		require.Equal(t, 3, changes, "when it begins, when it gets on and when it ends")
		require.True(t, told[0].Reading)
		require.Equal(t, 2, told[0].SoFar)
		require.False(t, first.Reading)

		time.Sleep(pastFresh - time.Second)
		p.Look(time.Time{})
		synctest.Wait()
		require.Len(t, asked, 1, "it is fresh")

		time.Sleep(time.Second)
		answer = []Request{creationRequest("a", RequestDone), creationRequest("b", RequestDone)}
		p.Look(time.Time{})
		synctest.Wait()
		require.Len(t, asked, 2)
		require.Equal(t, first.ReadAt.Add(-pastOverlap), asked[1], "what is known is not read again")
		require.Equal(t, answer, p.Known().Requests)
		require.Equal(t, first.Since, p.Known().Since)

		time.Sleep(pastRetry)
		p.Look(time.Now().Add(-time.Second))
		synctest.Wait()
		require.Len(t, asked, 3, "something has happened since")

		time.Sleep(pastFresh)
		fails = errors.New("away")
		p.Look(time.Time{})
		synctest.Wait()
		require.ErrorIs(t, p.Known().Err, fails)
		require.Equal(t, answer, p.Known().Requests, "what was known stays")
		p.Look(time.Time{})
		synctest.Wait()
		require.Len(t, asked, 4, "a failure rests")
		time.Sleep(pastRetry)
		fails = nil
		p.Look(time.Time{})
		synctest.Wait()
		require.NoError(t, p.Known().Err)
	})
}

// TestARequestIsReadAgainUntilItIsDone makes a snapshot that takes hours: what the request says of
// it is not known before the end.
func TestARequestIsReadAgainUntilItIsDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := creationRequest("slow", RequestRunning)
		slow.CreatedDate = time.Now()
		stuck := creationRequest("stuck", RequestRunning)
		stuck.CreatedDate = time.Now().Add(-pastOpen)
		answer := []Request{stuck, slow}
		p := NewPast(func(_ context.Context, since time.Time, _ func(int)) (Listing[Request], error) {
			var list Listing[Request]
			for _, r := range answer {
				if !r.CreatedDate.Before(since) {
					list.Items = append(list.Items, r)
				}
			}
			return list, nil
		}, func() {}, time.Now, slog.New(slog.DiscardHandler))
		go p.Run(t.Context())
		for range 3 * int(pastOverlap/pastFresh) {
			p.Look(time.Time{})
			synctest.Wait()
			time.Sleep(pastFresh)
		}
		for i := range answer {
			answer[i].Status, answer[i].Targets = RequestDone, []Target{{ID: "s", Type: "snapshot"}}
		}
		p.Look(time.Time{})
		synctest.Wait()
		require.Equal(t, []Request{stuck, answer[1]}, p.Known().Requests, "one that is not done after a day is not waited for")
	})
}
