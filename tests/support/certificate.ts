/** A certificate for localhost that nobody but itself vouches for, made for these tests (openssl req -x509, 100 years); it opens nothing. */
export const selfMade = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/UCNs4gziWK82Io9
IckJeypI7w4UkpVP7jZpjJJlgAyhRANCAATynE81jaDi5/DtDjaREZlSmtqSoIW6
hq0n4GPDepbIeFppyQlBeEkoIYm9b5Lrbiy6YqNvKPnOAwqnlCLBQ2KS
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUdOPVV5eljqzrx4ZEL4NuKC5k8iowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODIyMTYzMVoYDzIxMjYxMTA0
MjIxNjMxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATynE81jaDi5/DtDjaREZlSmtqSoIW6hq0n4GPDepbIeFppyQlBeEko
IYm9b5Lrbiy6YqNvKPnOAwqnlCLBQ2KSo28wbTAdBgNVHQ4EFgQUecwucqVP03vy
XPdWEf6FAON+q/wwHwYDVR0jBBgwFoAUecwucqVP03vyXPdWEf6FAON+q/wwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAJrksyL2EFDWD2idbvJKPRQiWZIbI+mzT0E5qftW+pROAiEA
1lgjZhRyz0bdpwuYSiJISsUkBSor/ATO6Wvpov62SFo=
-----END CERTIFICATE-----`,
} as const
