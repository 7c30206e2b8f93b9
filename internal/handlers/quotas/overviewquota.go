package quotas

import (
	"fmt"
	"math"
)

// PercentOf returns a share in whole percent, rounded down: 99.9 % is 99 %.
func PercentOf(part, whole float64) string {
	return fmt.Sprintf("%.0f %%", math.Floor(part/whole*100))
}
