package sample

import (
	"math"
	"slices"
	"time"
)

// ForecastNeeds is the minimal number of samples for a forecast.
const ForecastNeeds = 7

const (
	forecastOver = 90       // days of history that a forecast uses
	horizon      = 3 * 365  // days within which a date is given
	flat         = 0.000_05 // share of the limit per day: less growth counts as none
	bigDrop      = 0.05     // share of the use: a smaller drop is no clean-up
)

// Forecast predicts when a quota is used up, at the recent rate.
type Forecast struct {
	Samples int       // number of samples
	Known   bool      // there are enough samples, and a limit
	Growing bool      // else it is not used up
	PerDay  float64   // GB, negative when it shrinks
	FullOn  time.Time // zero when it is not growing, or years away
	Full    bool      // it is used up
}

// Use is the use of a quota on a day, in GB.
type Use struct {
	Day         Day
	Used, Limit float64
}

// HDDUse is the use of the HDD quota, which snapshots count against.
func HDDUse(days []Point[ContractDay]) []Use {
	uses := make([]Use, 0, len(days))
	for _, p := range days {
		uses = append(uses, Use{p.Day, float64(p.Of.HDDUsedMB) / 1024, float64(p.Of.HDDLimitMB) / 1024})
	}
	return uses
}

// ForecastOf predicts when a quota is used up. uses are sorted by day, at most one per day. The rate is the
// median of the rates between pairs of days, which single days cannot distort; a rare clean-up counts as a step
// and not as a trend, regular deletions do not.
func ForecastOf(uses []Use) Forecast {
	if len(uses) > 0 {
		last := uses[len(uses)-1].Day
		uses = slices.DeleteFunc(slices.Clone(uses), func(u Use) bool { return u.Day <= last-forecastOver })
	}
	f := Forecast{Samples: len(uses)}
	if len(uses) < ForecastNeeds || uses[len(uses)-1].Limit <= 0 {
		return f
	}
	now := uses[len(uses)-1]
	f.Known, f.PerDay = true, slope(withoutCleanups(uses))
	f.Full = now.Used >= now.Limit
	f.Growing = f.PerDay > flat*now.Limit
	if days := (now.Limit - now.Used) / f.PerDay; f.Growing && !f.Full && days <= horizon {
		f.FullOn = (now.Day + Day(math.Ceil(days))).Start()
	}
	return f
}

// slope is the Theil-Sen estimator: the median of the slopes between pairs of days. Close days form no pair, so
// that daily growth with a weekly clean-up counts as level.
func slope(uses []Use) float64 {
	var slopes []float64
	apart := (uses[len(uses)-1].Day - uses[0].Day) / 3
	for i := range uses {
		for j := i + 1; j < len(uses); j++ {
			if uses[j].Day-uses[i].Day < apart {
				continue
			}
			slopes = append(slopes, (uses[j].Used-uses[i].Used)/float64(uses[j].Day-uses[i].Day))
		}
	}
	return median(slopes)
}

// withoutCleanups lowers the uses before a clean-up by the freed size. More than one a month is no clean-up but
// normal use.
func withoutCleanups(uses []Use) []Use {
	var steps []int
	for i := 1; i < len(uses); i++ {
		freed := uses[i-1].Used - uses[i].Used
		if freed > bigDrop*uses[i-1].Used && freed > 6*typicalChange(uses, i) && remainsFreed(uses, i) {
			steps = append(steps, i)
		}
	}
	if len(steps) > 1+len(uses)/30 {
		return uses
	}
	level := slices.Clone(uses)
	for _, i := range steps {
		freed := uses[i-1].Used - uses[i].Used
		for j := range i {
			level[j].Used -= freed
		}
	}
	return level
}

// remainsFreed reports whether freed space was still free on the following days.
func remainsFreed(uses []Use, i int) bool {
	half := (uses[i-1].Used + uses[i].Used) / 2
	return !slices.ContainsFunc(uses[i+1:min(len(uses), i+3)], func(next Use) bool { return next.Used > half })
}

// typicalChange is the median change from one day to the next, except for one day.
func typicalChange(uses []Use, except int) float64 {
	var changes []float64
	for i := 1; i < len(uses); i++ {
		if i != except {
			changes = append(changes, math.Abs(uses[i].Used-uses[i-1].Used))
		}
	}
	return median(changes)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	if n := len(values); n%2 == 0 {
		return (values[n/2-1] + values[n/2]) / 2
	}
	return values[len(values)/2]
}
