package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPulseEndsSteps(t *testing.T) {
	t.Parallel()
	p := newPulse(time.Hour)
	t.Cleanup(p.stop)
	_, _, ok := p.tie(t.Context())
	require.False(t, ok, "before the first beat")

	p.beaten(time.Now())
	step, untie, ok := p.tie(t.Context())
	require.True(t, ok)
	defer untie()
	p.beaten(time.Now())
	require.NoError(t, step.Err())

	for _, late := range []time.Time{time.Now().Add(-time.Second), time.Now().Add(-time.Second).Round(0)} { // on either clock
		p.beaten(time.Now())
		step, untie, ok = p.tie(t.Context())
		require.True(t, ok)
		p.mu.Lock()
		p.until = late
		p.mu.Unlock()
		_, _, ok = p.tie(t.Context())
		require.False(t, ok, "when it is lost")
		p.beaten(time.Now())
		<-step.Done()
		require.ErrorIs(t, context.Cause(step), errPulseLost, "a late beat does not help a step from before it")
		untie()
	}
}

func TestPulseIsLostWithoutBeats(t *testing.T) {
	t.Parallel()
	p := newPulse(50 * time.Millisecond)
	t.Cleanup(p.stop)
	p.beaten(time.Now())
	step, untie, ok := p.tie(t.Context())
	require.True(t, ok)
	defer untie()
	<-step.Done()
	require.ErrorIs(t, context.Cause(step), errPulseLost)
}

func TestSteadyPulseIsNeverLost(t *testing.T) {
	t.Parallel()
	step, untie, ok := steadyPulse().tie(t.Context())
	require.True(t, ok)
	require.NoError(t, step.Err())
	untie()
	require.NotErrorIs(t, context.Cause(step), errPulseLost)
}
