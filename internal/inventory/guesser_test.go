package inventory

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestGuessesAreKeptUntilSomethingIsNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newGuessing()
		l.volume("d1", "v1", "web", 10)
		l.snapshot("s", "x", "", 20)
		l.call("d1", "v2", "", 0, Target{ID: "s", Type: "snapshot"})
		past := NewPast(func(context.Context, time.Time, func(int)) (Listing[Request], error) {
			return Listing[Request]{Items: l.calls}, nil
		}, func() {}, time.Now, slog.New(slog.DiscardHandler))
		go past.Run(t.Context())
		g := NewGuesser(past, time.Now)
		v := NewView(l.Listings, guessed())

		first := g.Look(v)
		guess, found := first.Of("s")
		require.True(t, found)
		require.Equal(t, Unguessed, guess.Grade, "the past is not read yet")
		require.False(t, guess.Denied)
		synctest.Wait()
		second := g.Look(v)
		guess, _ = second.Of("s")
		require.Equal(t, Certain, guess.Grade)
		require.Len(t, second.Past.Requests, 1)
		third := g.Look(v)
		require.Same(t, &second.All[0], &third.All[0], "nothing is new")

		l.Labels = []Label{{ResourceID: "s", Key: LabelSource, Value: SourceNone}}
		time.Sleep(time.Second)
		guess, _ = g.Look(NewView(l.Listings, guessed())).Of("s")
		require.True(t, guess.Denied)
		l.Labels = []Label{{ResourceID: "s", Key: LabelVolume, Value: "v2"}, {ResourceID: "s", Key: LabelSource, Value: SourceConfirmed}}
		time.Sleep(time.Second)
		known := NewView(l.Listings, guessed())
		_, found = g.Look(known).Of("s")
		require.False(t, found, "a source that is known is not guessed")
		require.True(t, known.Source("s").Confirmed)
	})
}

func TestANameThatBeginsWithNoWordIsFoundToo(t *testing.T) {
	t.Parallel()
	g := newGuessing()
	g.volume("d1", "v1", "[web] data", 10)
	g.volume("d1", "v2", "data", 10)
	g.snapshot("s", "before update of [web] data", "", 10)
	got := g.guess(t, "s")
	source, one := got.Source()
	require.True(t, one)
	require.Equal(t, "v1", source.VolumeID)
}
