// Spans of time, short.

export const en = {
  seconds: (n: number) => `${n} s`,
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
  days: (n: number) => `${n} d`,
  hoursMinutes: (h: number, min: number) => `${h} h ${min} min`,
};

// Days stand where any case of the noun must fit: "noch 3 Tage", "3 Tage lang".
export const de: typeof en = {
  seconds: (n: number) => `${n} s`,
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
  days: (n: number) => `${n} Tage`,
  hoursMinutes: (h: number, min: number) => `${h} h ${min} min`,
};
