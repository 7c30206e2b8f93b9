package inventory

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASnapshotNeedsFreeHDDQuota(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit, used int64
		sizeGB      float64
		free        float64
		known, fits bool
	}{
		"no limit is told":              {0, 5000, 1e6, 0, false, true},
		"plenty":                        {10240, 1024, 9, 9, true, true},
		"a started GB counts as a GB":   {10240, 1024, 8.1, 9, true, true},
		"one GB too much":               {10240, 1024, 9.1, 9, true, false},
		"nothing left":                  {1024, 1024, 1, 0, true, false},
		"more used than allowed":        {1024, 2048, 1, -1, true, false},
		"a part of a GB left is no GB":  {1536, 0, 1.2, 1.5, true, false},
		"an unknown size fits anything": {1024, 1024, 0, 0, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := Limits{HDDPerContractMB: c.limit, HDDProvisionedMB: c.used}
			free, known := l.HDDFreeGB()
			require.Equal(t, c.known, known)
			require.InDelta(t, c.free, free, 1e-9)
			require.Equal(t, c.fits, l.Fits(c.sizeGB))
		})
	}
}
