// SPDX-License-Identifier: MIT
#include "worker/tickets/fetch_ticket.hpp"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5/krb5.h>

namespace transferd::worker {

namespace {

/// Everything that the library gives and takes back.
struct Handles {
    gss_name_t name = GSS_C_NO_NAME;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;

    Handles() = default;
    Handles(const Handles&) = delete;
    Handles& operator=(const Handles&) = delete;
    ~Handles() {
        OM_uint32 minor = 0;
        gss_release_buffer(&minor, &token);
        gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
        gss_release_name(&minor, &name);
    }
};

struct Status {
    OM_uint32 major{};
    OM_uint32 minor{};
};

std::string text_of(OM_uint32 status) {
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor = 0;
    OM_uint32 more = 0;
    gss_display_status(&minor, status, GSS_C_MECH_CODE, gss_mech_krb5, &more, &text);
    std::string said(static_cast<const char*>(text.value), text.length);
    gss_release_buffer(&minor, &text);
    return said;
}

Status ask(const std::string& host) {
    Handles handles;
    Status status;
    auto service = "HTTP@" + host;
    gss_buffer_desc spelt{service.size(), service.data()};
    status.major =
        gss_import_name(&status.minor, &spelt, GSS_C_NT_HOSTBASED_SERVICE, &handles.name);
    if (GSS_ERROR(status.major)) return status;
    status.major = gss_init_sec_context(
        &status.minor, GSS_C_NO_CREDENTIAL, &handles.context, handles.name, gss_mech_krb5, 0, 0,
        GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, nullptr, &handles.token, nullptr, nullptr);
    return status;
}

/// Nobody was there to ask, which may be over soon.
bool is_out_of_reach(OM_uint32 minor) {
    const auto code = static_cast<krb5_error_code>(minor);
    return code == KRB5_KDC_UNREACH || code == KRB5_REALM_CANT_RESOLVE;
}

}  // namespace

std::optional<core::Failure> fetch_ticket(const std::string& host) {
    const auto status = ask(host);
    if (!GSS_ERROR(status.major)) return std::nullopt;
    const bool passes = is_out_of_reach(status.minor);
    return core::Failure{
        .code = passes ? core::FailureCode::timed_out : core::FailureCode::authentication_required,
        .context = core::FailureContext::transport,
        .message = "no Kerberos ticket for " + host + ": " + text_of(status.minor) + "."};
}

}  // namespace transferd::worker
