package savedviews

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/saved"
)

func TestViewProblem_OnlyMistakesOfUser(t *testing.T) {
	t.Parallel()
	for _, err := range []error{saved.ErrName, saved.ErrNameTaken, saved.ErrTooMany, saved.ErrAddress} {
		require.NotEmpty(t, viewProblem(fmt.Errorf("save: %w", err)))
	}
	require.Empty(t, viewProblem(errors.New("the disk is full")))
	require.Empty(t, viewProblem(nil))
}
