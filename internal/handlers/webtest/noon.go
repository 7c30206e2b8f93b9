package webtest

import (
	"time"
)

// Noon is the time of the tests of what all areas share.
var Noon = time.Date(2026, time.March, 29, 12, 0, 0, 0, time.UTC)
