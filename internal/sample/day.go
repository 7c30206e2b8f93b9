package sample

import "time"

// Retention is how long samples are stored.
const Retention = 400 * 24 * time.Hour

// Day is a day in UTC, counted from 1970-01-01.
type Day int32

// DayOf is the day of a time.
func DayOf(t time.Time) Day { return Day(t.Truncate(24*time.Hour).Unix() / 86400) }

// Start is when the day begins.
func (d Day) Start() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// End is when the next day begins.
func (d Day) End() time.Time { return (d + 1).Start() }

// Month is the month of the day.
func (d Day) Month() Month {
	t := d.Start()
	return Month(t.Year()*100 + int(t.Month()))
}

// inMonth is the index of the day in its month, from 0.
func (d Day) inMonth() int { return d.Start().Day() - 1 }

// Month is a month in UTC as a number such as 202611.
type Month int64

func (m Month) first() Day {
	return DayOf(time.Date(int(m/100), time.Month(m%100), 1, 0, 0, 0, 0, time.UTC))
}

// Oldest is the oldest stored month at a time.
func Oldest(now time.Time) Month { return DayOf(now.Add(-Retention)).Month() }
