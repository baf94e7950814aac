package io.tektonretry.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers calls that failed outside of any handler; direct calls of the error page get 404. */
@Controller
final class ErrorAnswers implements ErrorController {

    @RequestMapping("/error")
    void answer(HttpServletRequest call, HttpServletResponse response) throws IOException {
        write(
                response,
                call.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                        ? code
                        : HttpServletResponse.SC_NOT_FOUND);
    }

    /** Answers with the text of the status only. */
    static void write(HttpServletResponse response, int code) throws IOException {
        HttpStatus known = HttpStatus.resolve(code);
        HttpStatus status = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
        GraphQlErrors.write(
                response,
                status.value(),
                status.is5xxServerError() ? "INTERNAL_ERROR" : "INVALID_INPUT",
                status.getReasonPhrase());
    }
}
