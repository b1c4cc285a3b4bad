// SPDX-License-Identifier: MIT
#include "integration/contract_words.hpp"

namespace transferd::test {

namespace {

using sdbus::Variant;
using Strings = std::vector<std::string>;

}  // namespace

const std::map<std::string, std::string>& not_supported() {
    static const std::map<std::string, std::string> list = {
        {"type upload", "upload"},
        {"type upload-reply", "upload-reply"},
        {"method Job.GetReply", "upload-reply"},
        {"setting RateLimit", "rate-limit"},
        {"setting CostPolicy", "cost-policy"},
        {"setting PowerPolicy", "power-policy"},
        {"setting UploadProtocol", "upload"},
        {"setting ReplyPath", "upload-reply"},
        {"policy RateLimit", "rate-limit"},
        {"policy Schedule.Days", "schedule"},
        {"policy Schedule.Hours", "schedule"},
        {"policy Schedule.RateLimit", "schedule"},
        {"policy Schedule.RateLimitHigh", "schedule"},
        {"policy Schedule.RateLimitNormal", "schedule"},
        {"policy Schedule.RateLimitLow", "schedule"},
        {"policy CostPolicy", "cost-policy"},
        {"policy CostPolicyForeground", "cost-policy"},
        {"policy RateLimitExemptLan", "rate-limit"},
    };
    return list;
}

Options every_setting() {
    return {
        {"DisplayName", Variant{"another name"}},
        {"Description", Variant{"some text"}},
        {"Metadata", Variant{std::map<std::string, std::string>{{"a", "b"}}}},
        {"Priority", Variant{"high"}},
        {"MinimumRetryDelay", Variant{60U}},
        {"NoProgressTimeout", Variant{3600U}},
        {"MaximumTransferTime", Variant{3600U}},
        {"MinimumNotificationInterval", Variant{250U}},
        {"RateLimit", Variant{std::uint64_t{1} << 20U}},
        {"MaximumSize", Variant{std::uint64_t{1} << 30U}},
        {"DynamicContent", Variant{true}},
        {"AutoComplete", Variant{true}},
        {"RunWhen", Variant{"logged-in"}},
        {"CostPolicy", Variant{"not-metered"}},
        {"PowerPolicy", Variant{"not-on-battery"}},
        {"RedirectPolicy", Variant{"deny"}},
        {"RedirectHttpsToHttp", Variant{true}},
        {"TlsFlags", Variant{Strings{"check-revocation"}}},
        {"TlsCaFile", Variant{"/etc/ssl/certs/ca-certificates.crt"}},
        {"TlsClientCertificate", Variant{"/etc/ssl/me.pem"}},
        {"TlsClientKey", Variant{"/etc/ssl/me.key"}},
        {"TlsPinnedKey", Variant{"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}},
        {"HttpMethod", Variant{"GET"}},
        {"HttpHeaders", Variant{Strings{"Accept-Language: de"}}},
        {"HttpHeadersWriteOnly", Variant{true}},
        {"ProxyMode", Variant{"none"}},
        {"ProxyUrl", Variant{"http://proxy:3128"}},
        {"ProxyBypass", Variant{Strings{"localhost"}}},
        {"UploadProtocol", Variant{"put"}},
        {"ReplyPath", Variant{"/tmp/reply"}},
        {"NotifyUnit", Variant{"done@.service"}},
        {"NotifyOn", Variant{Strings{"transferred"}}},
    };
}

Options every_file_option() {
    using Range = sdbus::Struct<std::uint64_t, std::uint64_t>;
    return {
        {"IfExists", Variant{"fail"}},
        {"Digest", Variant{"md5:d41d8cd98f00b204e9800998ecf8427e"}},
        {"Size", Variant{std::uint64_t{5}}},
        {"Ranges", Variant{std::vector<Range>{Range{std::make_tuple(0U, 5U)}}}},
        {"Mirrors", Variant{Strings{"http://127.0.0.1:10/file"}}},
    };
}

std::vector<PolicyLine> every_policy_line() {
    return {
        {"", "[Transfer]"},
        {"JobInactivityTimeout", "JobInactivityTimeout=30d"},
        {"MaxJobsPerUser", "MaxJobsPerUser=200"},
        {"MaxJobsPerMachine", "MaxJobsPerMachine=200"},
        {"MaxFilesPerJob", "MaxFilesPerJob=100"},
        {"MaxRangesPerFile", "MaxRangesPerFile=100"},
        {"MaximumTransferTime", "MaximumTransferTime=30d"},
        {"MaxActiveBackgroundJobs", "MaxActiveBackgroundJobs=2"},
        {"MaxConnectionsPerHost", "MaxConnectionsPerHost=3"},
        {"TimeSlice", "TimeSlice=1min"},
        {"IdleExit", "IdleExit=1h"},
        {"ConnectTimeout", "ConnectTimeout=10s"},
        {"StallTimeout", "StallTimeout=1min"},
        {"AllowedSchemes", "AllowedSchemes=http"},
        {"RateLimit", "RateLimit=10M"},
        {"CostPolicy", "CostPolicy=not-metered"},
        {"CostPolicyForeground", "CostPolicyForeground=not-roaming"},
        {"RateLimitExemptLan", "RateLimitExemptLan=yes"},
        {"RunWhen", "RunWhen=logged-in"},
        {"Proxy", "Proxy=http://proxy:3128"},
        {"ProxyBypass", "ProxyBypass=localhost"},
        {"", "[Schedule night]"},
        {"Schedule.Days", "Days=Mon..Fri Sun"},
        {"Schedule.Hours", "Hours=22:00-06:00"},
        {"Schedule.RateLimit", "RateLimit=1M"},
        {"Schedule.RateLimitHigh", "RateLimitHigh=4M"},
        {"Schedule.RateLimitNormal", "RateLimitNormal=2M"},
        {"Schedule.RateLimitLow", "RateLimitLow=1M"},
    };
}

}  // namespace transferd::test
